using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MolnOS.Sandbox.Hosting.Connections;

/// <summary>Puts the front door before Kestrel's sockets.</summary>
internal static class ConnectionsSlice
{
    /// <summary>Kestrel takes the last factory that can bind an address.</summary>
    public static void AddFrontDoor(this IServiceCollection services)
    {
        services.AddSingleton(provider => new FrontDoor(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider)));
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<FrontDoor>());
        services.AddHostedService<DoorClosing>();
    }

    /// <summary>The first step of every request: its connection has been heard, and asks no more once the door is closed.</summary>
    public static void UseFrontDoor(this IApplicationBuilder app)
    {
        var door = app.ApplicationServices.GetRequiredService<FrontDoor>();
        app.Use(next => context =>
        {
            door.Hear(context.Connection.Id);
            if (door.IsClosed)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
