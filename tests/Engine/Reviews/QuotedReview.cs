using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>A mail that quotes a patch up to a line and says something below it.</summary>
internal static class QuotedReview
{
    /// <summary>What is read of it.</summary>
    internal static ReviewItem[] Read(string[] patch, string line, string text)
    {
        int last = Array.FindIndex(patch, l => l.Contains(line, StringComparison.Ordinal));
        Assert.True(last >= 0, line);
        var mail = new MailMessage { Text = string.Concat(patch[..(last + 1)].Select(l => "> " + l + "\n")) + "\n" + text + "\n" };
        return [.. ReviewRemarks.Of(mail).Select(r => ReviewRemarks.ToItem(mail, r))];
    }

    /// <summary>Nothing of it asks for a change of the code, and no word of it is lost.</summary>
    internal static void AssertNoteAndWhole(ReviewItem[] items, string text)
    {
        Each.Holds(items, i => Assert.Contains(i.Kind, (ReviewKind[])[ReviewKind.Note, ReviewKind.Question]));
        Assert.Equal(text, string.Join(' ', items.Select(i => i.Text)));
    }
}
