using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicMessages;

namespace MaintainerTools.Engine.Tests.TopicMessages;

/// <summary>Messages of real topics beside git's.</summary>
public class RealTopicMessageTests
{
    [MirrorTheory]
    [MirrorData("git+git", "03944513488d", "8f6a2dbe3401", "8f6a2dbe3401~3")]
    [MirrorData("git+git", "76bb16db5c", "e199290592", "e199290592~1")]
    [MirrorData("git+git", "v2.48.0", "v2.48.1", "")]
    [MirrorData("DPDK+dpdk", "v24.11~60", "v24.11~40", "v24.11~45")]
    public void Requests_and_letters_of_real_topics_are_gits(string name, string since, string topic, string previous)
    {
        string mirror = Mirrors.Find(name)!;
        using var test = new TestRepository(bare: true);
        File.WriteAllText(Path.Combine(test.Path, "objects", "info", "alternates"), Path.Combine(mirror, "objects") + "\n");
        test.Run("config", "user.name", "C O Mitter");
        test.Run("config", "user.email", "committer@example.com");
        foreach ((string branch, string revision) in new[] { ("since", since), ("topic", topic), ("previous", previous.Length == 0 ? topic : previous) })
            test.Run("branch", branch, Git.Run(mirror, "rev-parse", revision + "^{commit}").Trim());
        foreach (bool patch in new[] { false, true })
        {
            (string git, _) = MessageComparison.Request(test.Path, "since", test.Path, "topic", patch ? ["-p"] : []);
            (string ours, IReadOnlyList<string> warnings, _) = MessageComparison.Ours(
                test.Path, new TopicMessageOptions { Topic = "topic", Since = "since", Url = test.Path, Patch = patch });
            Assert.Equal(git, ours);
            Assert.Empty(warnings);
        }
        var asked = new TopicMessageOptions { Kind = TopicMessageKind.CoverLetter, Topic = "topic", Since = "since", Signature = "sig", Patch = true };
        MessageComparison.SameLetter(MessageComparison.Letter(test.Path, "since..topic"), MessageComparison.Ours(test.Path, asked).Text);
        if (previous.Length > 0)
        {
            MessageComparison.SameLetter(MessageComparison.Letter(test.Path, "since..topic", "-v2", "--range-diff=since..previous"),
                MessageComparison.Ours(test.Path, asked with { Version = 2, Previous = "since..previous" }).Text);
        }
    }
}
