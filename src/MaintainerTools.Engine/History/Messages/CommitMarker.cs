using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>The ways in which a commit says that it is a pick of another, or needs one.</summary>
public enum CommitMarkerForm
{
    /// <summary>"(cherry picked from commit SHA)": git's own.</summary>
    CherryPicked,

    /// <summary>"commit SHA upstream.": kernel stable.</summary>
    StableUpstream,

    /// <summary>"[ Upstream commit SHA ]": kernel stable and DPDK.</summary>
    StableBracket,

    /// <summary>"[ backported from upstream commit SHA ]": DPDK, a pick that was adapted.</summary>
    BackportedUpstream,

    /// <summary>"(backported from commit SHA)": Ubuntu, a pick that was adapted.</summary>
    Backported,

    /// <summary>
    /// "Token: SHA", or the URL of a commit, where the token says that it is upstream's: Git-commit, Upstream-commit,
    /// Backport-of, Xen's "master commit", DEP-3's Origin …
    /// </summary>
    SourceTrailer,

    /// <summary>"(From OE-Core rev: SHA)": Yocto.</summary>
    SourceRevision,

    /// <summary>"commit SHA" in a header above the text: RHEL, CIQ, openEuler.</summary>
    SourceHeader,

    /// <summary>"Stable-dep-of: SHA": this commit was taken because that one needs it.</summary>
    StableDependency,

    /// <summary>"Cc: stable@vger.kernel.org # 4.9.x: SHA: subject": pick that one first.</summary>
    StablePrerequisite,

    /// <summary>"Depends-on: SHA": pick that one first.</summary>
    DependsOn,

    /// <summary>As the template of a <see cref="MarkerStyle"/> writes it. The last one, because lasting indexes keep the forms as numbers.</summary>
    Template,
}

/// <summary>One marker in a commit message.</summary>
/// <param name="Form">Which form it has.</param>
/// <param name="Sha">The hex digits as they stand there, in lower case, 7 to 40 of them.</param>
/// <param name="Line">1-based line of the message.</param>
public sealed record CommitMarker(CommitMarkerForm Form, string Sha, int Line)
{
    /// <summary>True where the marker names the commit that this one is a pick of; false for declared prerequisites.</summary>
    public bool NamesSource => Form is < CommitMarkerForm.StableDependency or CommitMarkerForm.Template;

    /// <summary>True when the marker's digits are those that <paramref name="id"/> starts with.</summary>
    public bool Names(Oid id) => id.ToString().StartsWith(Sha, StringComparison.Ordinal);
}
