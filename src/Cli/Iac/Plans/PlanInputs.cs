using MolnOS.Sandbox.Cli.Iac.Manifests;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>What a plan needs beside the manifest and the server.</summary>
/// <param name="Code">The code of each function, by name.</param>
/// <param name="Secrets">Gives the value of a secret; asked only where one is to be sent.</param>
/// <param name="Choices">What the user chose.</param>
internal sealed record PlanInputs(IReadOnlyDictionary<string, string> Code, Func<EnvWish, string> Secrets, PlanChoices Choices);

/// <summary>What the user chose.</summary>
/// <param name="Prunes">Functions of the context that the manifest does not name are deleted.</param>
/// <param name="TakesOver">Functions of another context become this one's.</param>
/// <param name="SendsSecrets">Secrets are sent again, though the server has some.</param>
internal sealed record PlanChoices(bool Prunes = false, bool TakesOver = false, bool SendsSecrets = false);
