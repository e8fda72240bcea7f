using System.Text;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// The encoding in which picks are written: as git does it, that of i18n.commitEncoding, UTF-8 by default, whatever the source's is. Where something
/// cannot be said in that encoding UTF-8 is taken, and where the source's cannot be read its bytes and its header stay as they are.
/// </summary>
internal sealed class PickEncoding(string? configured)
{
    /// <summary>As the repository is configured.</summary>
    internal static PickEncoding Of(GitRepository repository) => new(repository.Config("i18n.commitencoding"));

    /// <summary>What the pick's encoding header names; null for UTF-8, which has none.</summary>
    /// <param name="source">The commit that is picked.</param>
    /// <param name="written">A commit whose message is taken instead of the source's; null: the source's.</param>
    /// <param name="committer">Whose name goes in as well.</param>
    internal string? NameFor(CommitObject source, CommitObject? written, PersonLine committer)
    {
        CommitObject text = written ?? source;
        foreach (string? name in (string?[])[IsUtf8(configured) ? null : configured, null])
        {
            if (Convert(source.Author.Raw, source.EncodingName, name) is not null && Convert(source.MessageBytes.Span, source.EncodingName, name) is not null
                && Convert(text.MessageBytes.Span, text.EncodingName, name) is not null
                && Convert(Encoding.UTF8.GetBytes(committer.Name), null, name) is not null)
                return name;
        }
        return source.EncodingName;
    }

    /// <summary>Text from one encoding in another; null where one of them is not known, or does not have what is there.</summary>
    internal static byte[]? Convert(ReadOnlySpan<byte> text, string? from, string? to)
    {
        if ((IsUtf8(from) && IsUtf8(to)) || string.Equals(from, to, StringComparison.OrdinalIgnoreCase) || Ascii.IsValid(text))
            return text.ToArray();
        try
        {
            return Strict(to).GetBytes(Strict(from).GetString(text));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsUtf8(string? name) =>
        string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static Encoding Strict(string? name)
    {
        string known = IsUtf8(name) ? "utf-8" : name!;
        return CodePagesEncodingProvider.Instance.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
