using MolnOS.Sandbox;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Hosting;

if (args is [RestoreCommand.Name, .. var words])
{
    return await RestoreCommand.RunAsync(words);
}

return await SupervisorProcess.RunAsync(() => SupervisorHost.Build(args));
