using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>The format.* settings of mails, with what was asked for before them.</summary>
internal sealed class FormatSettings
{
    // Settings that git format-patch follows and this does not.
    private static readonly string[] s_others =
    [
        "format.attach", "format.coverLetter", "format.encodeEmailHeaders", "format.forceInBodyFrom", "format.mboxrd", "format.noprefix", "format.notes",
        "format.outputDirectory", "format.pretty", "format.signOff", "format.suffix", "format.thread", "format.useAutoBase", "i18n.logOutputEncoding",
        "diff.algorithm", "diff.context", "diff.interHunkContext", "diff.mnemonicPrefix", "diff.noprefix", "diff.orderFile", "diff.renameLimit",
        "diff.renames", "diff.indentHeuristic", "core.quotePath", "diff.ignoreSubmodules", "diff.submodule", "diff.suppressBlankEmpty",
    ];

    // What they may be set to without a difference.
    private static readonly Dictionary<string, string[]> s_defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["format.encodeEmailHeaders"] = ["true"],
        ["format.coverLetter"] = ["true", "auto", "false"],
        ["format.outputDirectory"] = [],
        ["i18n.logOutputEncoding"] = ["utf-8"],
        ["diff.algorithm"] = ["default", "myers"],
        ["diff.context"] = ["3"],
        ["diff.renameLimit"] = ["1000"],
        ["diff.renames"] = ["true", "false"],
        ["diff.indentHeuristic"] = ["true"],
        ["core.quotePath"] = ["true"],
        ["diff.submodule"] = ["short"],
    };

    private readonly GitRepository _repository;
    private readonly TopicMessageOptions _options;

    /// <param name="repository">The repository.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="forMails">True where settings of mails count, false for a request.</param>
    /// <param name="warn">Hears of settings that are not followed.</param>
    internal FormatSettings(GitRepository repository, TopicMessageOptions options, bool forMails, Action<string> warn)
    {
        (_repository, _options) = (repository, options);
        string[] ignored = [.. s_others.Where(key => (forMails || !key.StartsWith("format.", StringComparison.Ordinal))
            && repository.Config(key) is { } value && !IsDefault(key, value))];
        if (ignored.Length > 0)
            warn($"Not followed, so that git's text may be another: {string.Join(", ", ignored)}.");
    }

    /// <summary>The columns of a diffstat in a mail.</summary>
    internal const int MailWidth = 72;

    /// <summary>False where diff.renames is off.</summary>
    internal bool FindsRenames => GitConfigValue.Bool(_repository.Config("diff.renames")) != false;

    /// <summary>What stands in brackets before the number: PATCH, PATCH v2.</summary>
    internal string SubjectPrefix
    {
        get
        {
            string prefix = _options.SubjectPrefix ?? _repository.Config("format.subjectPrefix") ?? "PATCH";
            return _options.Version is not { } version ? prefix : prefix.Length == 0 ? $"v{version}" : $"{prefix} v{version}";
        }
    }

    /// <summary>False where subjects have no numbers (format.numbered).</summary>
    internal bool IsNumbered => _repository.Config("format.numbered") is not { } value || GitConfigValue.Bool(value) != false;

    /// <summary>How the branch description becomes subject and text.</summary>
    internal CoverText CoverText => _options.CoverFromDescription
        ?? (Enum.TryParse(_repository.Config("format.coverFromDescription"), ignoreCase: true, out CoverText text) ? text : CoverText.Default);

    /// <summary>Who the mails come from where that is not the author (format.from); null for the author.</summary>
    internal PersonLine? From => _repository.Config("format.from") is not { } value || GitConfigValue.Bool(value) == false ? null
        : GitConfigValue.Bool(value) == true ? Identity.Committer(_repository) : Identity.Parse(value);

    /// <summary>Header lines that each mail gets: format.headers, To and Cc.</summary>
    internal string Headers
    {
        get
        {
            var text = new StringBuilder();
            var to = new List<string>();
            var cc = new List<string>();
            foreach (string header in _repository.SettingsOf("format.headers"))
            {
                string line = header.TrimEnd('\n');
                if (line.StartsWith("to: ", StringComparison.OrdinalIgnoreCase))
                    to.Add(line[4..]);
                else if (line.StartsWith("cc: ", StringComparison.OrdinalIgnoreCase))
                    cc.Add(line[4..]);
                else
                    text.Append(line).Append('\n');
            }
            to.AddRange(_repository.SettingsOf("format.to"));
            cc.AddRange(_repository.SettingsOf("format.cc"));
            foreach ((string name, List<string> people) in new[] { ("To: ", to), ("Cc: ", cc) })
            {
                if (people.Count > 0)
                    text.Append(name).AppendJoin(",\n    ", people).Append('\n');
            }
            return text.ToString();
        }
    }

    /// <summary>What ends a mail, with the line that announces it: as asked, format.signature, format.signatureFile, or the module's name.</summary>
    internal string Signature
    {
        get
        {
            string? signature = _options.Signature ?? _repository.Config("format.signature");
            if (signature is null && _repository.Config("format.signatureFile") is { } file)
            {
                string path = file.StartsWith("~/", StringComparison.Ordinal)
                    ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), file[2..]) : file;
                signature = File.Exists(path) ? File.ReadAllText(path)
                    : throw new MaintainerException("SignatureFileMissing", ErrorKind.ObjectNotFound, path, path);
            }
            signature ??= $"MaintainerTools {typeof(ModuleInfo).Assembly.GetName().Version?.ToString(3)}";
            return signature.Length == 0 ? "" : $"-- \n{signature}{(signature.EndsWith('\n') ? "" : "\n")}\n";
        }
    }

    private static bool IsDefault(string key, string value) => s_defaults.TryGetValue(key, out string[]? same)
        ? same.Length == 0 || same.Contains(value, StringComparer.OrdinalIgnoreCase) : GitConfigValue.Bool(value) == false;
}
