using MolnOS.Sandbox;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Hosting;

if (args is [RestoreCommand.Name, .. var words])
{
    return await RestoreCommand.RunAsync(words);
}

return args is [.. var settings, "--check"]
    ? await SupervisorProcess.CheckAsync(() => SupervisorHost.TryAsync(settings))
    : await SupervisorProcess.RunAsync(() => SupervisorHost.Build(args));
