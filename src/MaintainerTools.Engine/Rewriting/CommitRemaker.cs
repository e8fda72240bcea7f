using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>A commit made anew.</summary>
/// <param name="Made">Its id.</param>
/// <param name="DropsSignature">True where the old one was signed.</param>
/// <param name="DropsTag">True where the old one, a merge, kept the signed tag that it merged (the header mergetag).</param>
internal readonly record struct RemadeCommit(Oid Made, bool DropsSignature, bool DropsTag);

/// <summary>Makes a commit anew: author, author date, message and other headers as they are, on another tree or other parents.</summary>
internal static class CommitRemaker
{
    /// <summary>
    /// Writes it. Its signature, which is over the old bytes, is left out, and so is the signed tag that a merge keeps: git makes a merge again of the commit,
    /// not of the tag, and has none in it even where the merged parent is the same.
    /// </summary>
    /// <param name="store">Gets the commit.</param>
    /// <param name="old">The commit as it was.</param>
    /// <param name="tree">The new tree.</param>
    /// <param name="parents">The new parents.</param>
    /// <param name="committer">Who makes it, and when.</param>
    /// <param name="message">Another message; null: the old one.</param>
    internal static RemadeCommit Write(IObjectStore store, CommitObject old, Oid tree, IReadOnlyList<Oid> parents, PersonLine committer, string? message = null)
    {
        (string? encoding, PersonLine author, ReadOnlyMemory<byte> text) = Text(old, committer, message);
        byte[] headers = Without(old.ExtraHeaders.Span, "gpgsig "u8, "gpgsig-sha256 "u8, out bool dropsSignature);
        headers = Without(headers, "mergetag "u8, "mergetag "u8, out bool dropsTag);
        Oid made = store.Write(ObjectType.Commit, CommitObject.Serialize(tree, parents, author, committer, encoding, headers, text));
        return new RemadeCommit(made, dropsSignature, dropsTag);
    }

    /// <summary>
    /// Author and message as they are, in the commit's encoding. Where that cannot say the committer's name or the new message it becomes UTF-8, as git
    /// makes every commit that it makes anew.
    /// </summary>
    private static (string? Encoding, PersonLine Author, ReadOnlyMemory<byte> Text) Text(CommitObject old, PersonLine committer, string? message)
    {
        string? name = old.EncodingName;
        byte[]? @new = message is null ? null : Encoding.UTF8.GetBytes(message);
        bool fits = PickEncoding.Convert(Encoding.UTF8.GetBytes(committer.Name), null, name) is not null
            && (@new is null || PickEncoding.Convert(@new, null, name) is not null);
        if (!fits && PickEncoding.Convert(old.Author.Raw, name, null) is { } author
            && (@new ?? PickEncoding.Convert(old.MessageBytes.Span, name, null)) is { } text)
            return (null, new PersonLine(author, Encoding.UTF8), text);
        return (name, old.Author, message is null ? old.MessageBytes : TextEncoding.ForCommit(name).GetBytes(message));
    }

    /// <summary>The headers without some, and the lines that continue them.</summary>
    private static byte[] Without(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, out bool dropped)
    {
        var kept = new MemoryStream();
        bool skipping = false;
        dropped = false;
        while (!headers.IsEmpty)
        {
            int end = headers.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? headers : headers[..(end + 1)];
            headers = headers[line.Length..];
            if (!line.StartsWith(" "u8))
                skipping = line.StartsWith(one) || line.StartsWith(other);
            dropped |= skipping;
            if (!skipping)
                kept.Write(line);
        }
        return kept.ToArray();
    }
}
