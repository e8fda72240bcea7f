using System.Text;

namespace MaintainerTools.Engine.Mails;

/// <summary>A patch as plans and worklists keep it: as text, or in base 64 where it is not UTF-8.</summary>
internal static class PatchText
{
    private const string Base64 = "base64:";

    /// <summary>The text of a patch.</summary>
    internal static string Of(byte[] patch)
    {
        string text = Encoding.UTF8.GetString(patch);
        return Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(patch) ? text : Base64 + Convert.ToBase64String(patch);
    }

    /// <summary>The bytes of such a text.</summary>
    internal static byte[] ToBytes(string text) => text.StartsWith(Base64, StringComparison.Ordinal) ? Convert.FromBase64String(text[Base64.Length..])
        : Encoding.UTF8.GetBytes(text);
}
