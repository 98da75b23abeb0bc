using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Access;

/// <summary>Who may enter.</summary>
internal sealed class AccessOptions
{
    /// <summary>
    /// The administrator's key, instead of one that the first start makes; usually given as <c>MOLNOS_ADMIN_TOKEN</c>. Another value at a later
    /// start replaces the key, which is the way back in when it is lost; without a value the last key stays.
    /// </summary>
    [StringLength(AccessKey.MaxLength, MinimumLength = AccessKey.MinLength)]
    [RegularExpression("^[A-Za-z0-9._~+/-]+=*$", ErrorMessage = "The field {0} may hold letters, digits and . _ ~ + / - only.")]
    public string? AdminToken { get; set; }
}

/// <summary>Checks <see cref="AccessOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
