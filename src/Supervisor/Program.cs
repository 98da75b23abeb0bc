using MolnOS.Sandbox;
using MolnOS.Sandbox.Hosting;

return await SupervisorProcess.RunAsync(() => SupervisorHost.Build(args));
