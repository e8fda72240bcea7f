using System.Globalization;

namespace MaintainerTools.Engine.Mails;

/// <summary>A version of a series as it was sent: its patches in their order, and its cover letter. An answer with a diff in it is no patch of any.</summary>
internal sealed class PostedSeries
{
    private readonly List<(MailMessage Outer, MailPatch Patch)> _patches = [];

    private PostedSeries(int version, int? total, string? root, string sender) => (Version, Total, Root, Sender) = (version, total, root, sender);

    /// <summary>Its version; 1 where the subjects say none.</summary>
    internal int Version { get; }

    /// <summary>How many patches the subjects count; null where they have no numbers.</summary>
    internal int? Total { get; }

    /// <summary>The cover letter; null without one.</summary>
    internal MailMessage? Cover { get; private set; }

    /// <summary>The patches, by their numbers.</summary>
    internal IEnumerable<MailPatch> Patches => _patches.Select(p => p.Patch);

    /// <summary>The patches with the mails that brought them.</summary>
    internal IReadOnlyList<(MailMessage Outer, MailPatch Patch)> Entries => _patches;

    /// <summary>The mails, the cover letter included.</summary>
    internal IEnumerable<MailMessage> Mails => _patches.Select(p => p.Outer).Concat(Cover is null ? [] : [Cover]);

    /// <summary>When the first of it was sent.</summary>
    internal DateTimeOffset Date => Mails.Select(m => m.Date).Where(d => d is not null).Min() ?? DateTimeOffset.MinValue;

    /// <summary>The numbers of the patches that are not here.</summary>
    internal IReadOnlyList<int> Missing => Total is { } total
        ? [.. Enumerable.Range(1, total).Except(_patches.Select(p => p.Patch.Mail.Heading.Number ?? 0))] : [];

    private string? Root { get; }

    private string Sender { get; }

    /// <summary>Finds the versions in mails, in the order in which they begin.</summary>
    internal static IReadOnlyList<PostedSeries> Find(IReadOnlyList<MailMessage> mails)
    {
        var thread = new MailThread(mails);
        var found = new List<PostedSeries>();
        List<(MailMessage Outer, MailPatch Patch)> patches = [.. mails.Where(m => !m.Heading.IsReply).SelectMany(m => MailPatches.Of(m).Select(p => (m, p)))];
        bool numbered = patches.Exists(p => p.Patch.Mail.Heading.Number is not null);
        foreach ((MailMessage outer, MailPatch patch) in patches)
        {
            MailSubject heading = patch.Mail.Heading;
            string? root = thread.Root(outer);
            bool isAnswer = outer.InReplyTo is not null || outer.References.Count > 0;
            List<PostedSeries> open = found.FindAll(s => s.Version == heading.Version && s.Total == heading.Total && s.HasRoomFor(heading.Number, numbered));
            // Without a thread they go by their sender; what git format-patch writes has neither, but one author's mails among another's.
            PostedSeries? series = open.Find(s => root is not null && s.Root == root)
                ?? (isAnswer ? null : open.LastOrDefault(s => root is null || s.Sender == patch.Mail.FromEmail));
            if (series is null)
                found.Add(series = new PostedSeries(heading.Version, heading.Total, root, patch.Mail.FromEmail));
            series._patches.Add((outer, patch));
        }
        foreach (MailMessage cover in mails.Where(m => m.Heading is { IsReply: false, Number: 0 }))
        {
            List<PostedSeries> fitting = found.FindAll(s => s.Cover is null && s.Version == cover.Heading.Version && s.Total == cover.Heading.Total);
            string? root = thread.Root(cover);
            if ((fitting.Find(s => root is not null && s.Root == root) ?? fitting.Find(s => root is null || s.Root is null || s.Sender == cover.FromEmail))
                is { } series)
                series.Cover = cover;
        }
        foreach (PostedSeries series in found)
            series.Sort();
        return found;
    }

    /// <summary>
    /// The version that is asked for, else the newest: by its number, then by its date. What a version sent again in part
    /// leaves out comes from the one before in its thread.
    /// </summary>
    /// <param name="all">What <see cref="Find"/> found.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="file">The file, for errors.</param>
    /// <param name="notes">Gets a sentence where there was a choice, and where something is missing.</param>
    /// <exception cref="MaintainerException">VersionNotInFile.</exception>
    internal static PostedSeries Choose(IReadOnlyList<PostedSeries> all, int? version, string file, ICollection<string> notes)
    {
        PostedSeries chosen = all.Where(s => version is null || s.Version == version)
            .OrderByDescending(s => s.Version).ThenByDescending(s => s.Date).ThenBy(s => s.Missing.Count).ThenByDescending(s => s._patches.Count)
            .FirstOrDefault()
            ?? throw new MaintainerException(
                "VersionNotInFile", ErrorKind.ObjectNotFound, version, file, version, string.Join(", ", all.Select(s => s.Name)));
        if (all.Count > 1 && version is null)
            notes.Add($"'{file}' holds {string.Join(", ", all.Select(s => s.Name))}: {chosen.Name} is taken; -Version takes another.");
        PostedSeries whole = chosen.Completed(all);
        if (whole != chosen)
            notes.Add($"{chosen.Name} in '{file}' was sent in part: {Numbers(chosen.Missing.Except(whole.Missing))} of it come from the version before.");
        if (whole.Missing.Count > 0)
            notes.Add($"{chosen.Name} in '{file}' lacks {Numbers(whole.Missing)}.");
        return whole;

        static string Numbers(IEnumerable<int> numbers) => string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>"v2 (12 patches)".</summary>
    internal string Name => $"v{Version.ToString(CultureInfo.InvariantCulture)} ({Wording.Count(_patches.Count, "patch", "patches")})";

    private PostedSeries Completed(IReadOnlyList<PostedSeries> all)
    {
        if (Missing.Count == 0 || Root is null || all.Where(s => s.Version < Version && s.Total == Total && s.Root == Root)
            .MaxBy(s => s.Version) is not { } before)
            return this;
        var whole = new PostedSeries(Version, Total, Root, Sender) { Cover = Cover };
        whole._patches.AddRange(_patches);
        whole._patches.AddRange(before.Completed(all)._patches.Where(p => Missing.Contains(p.Patch.Mail.Heading.Number ?? 0)));
        whole.Sort();
        return whole;
    }

    /// <summary>A number stands once in a version; patches without one are a series where no other mail has a number either.</summary>
    private bool HasRoomFor(int? number, bool numbered) =>
        number is null ? !numbered : !_patches.Exists(p => p.Patch.Mail.Heading.Number == number);

    private void Sort()
    {
        // Without numbers they stand as they came.
        List<(MailMessage, MailPatch)> sorted = [.. _patches.OrderBy(p => p.Patch.Mail.Heading.Number ?? 0)];
        _patches.Clear();
        _patches.AddRange(sorted);
    }
}
