using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Signs commits as the repository's configuration says (gpg.format openpgp, x509 or ssh, gpg.program and its kin, user.signingKey), through the
/// program that is configured there. The programs' own means (agent, pinentry, ssh-agent) ask for passphrases. A program that the repository's own
/// configuration names is run where somebody asked for signatures, and not because the same configuration does: a repository may come from anywhere.
/// </summary>
public sealed class CommitSigner
{
    private readonly string _format;
    private readonly string _program;
    private readonly string? _key;

    private CommitSigner(GitRepository repository, bool isAskedFor)
    {
        _format = repository.Config("gpg.format")?.ToLowerInvariant() ?? "openpgp";
        _key = repository.Config("user.signingkey") is { Length: > 0 } key ? key : null;
        _program = _format switch
        {
            "openpgp" => Program("gpg.openpgp.program") ?? Program("gpg.program") ?? "gpg",
            "x509" => Program("gpg.x509.program") ?? "gpgsm",
            "ssh" => Program("gpg.ssh.program") ?? "ssh-keygen",
            _ => throw new MaintainerException("SigningFormatUnknown", ErrorKind.InvalidArgument, _format, _format),
        };
        if (_format == "ssh" && _key is null)
            _key = DefaultSshKey(Program("gpg.ssh.defaultkeycommand"));

        string? Program(string key) =>
            repository.Config(key) is not { } program ? null
            : isAskedFor || !repository.IsOwnSetting(key) ? program
            : throw new MaintainerException("SigningProgramOfRepository", ErrorKind.PermissionDenied, program, program, key);
    }

    /// <summary>The signer, where commits are to be signed: as <paramref name="wanted"/> says, else as commit.gpgSign does; else null.</summary>
    /// <exception cref="MaintainerException">SigningFormatUnknown, SigningKeyUnknown, SigningProgramOfRepository.</exception>
    public static CommitSigner? For(GitRepository repository, bool? wanted)
    {
        ArgumentNullException.ThrowIfNull(repository);
        bool sign = wanted ?? GitConfigValue.IsTrue(repository.Config("commit.gpgsign"));
        return sign ? new CommitSigner(repository, wanted is true) : null;
    }

    /// <summary>The commit's bytes with a gpgsig header after its other headers, which is where git puts it.</summary>
    /// <exception cref="MaintainerException">SigningFailed, with what the program said.</exception>
    public byte[] Sign(byte[] commit, PersonLine committer)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(committer);
        string signature = (_format == "ssh" ? SignWithSsh(commit) : SignWithGpg(commit, committer)).Replace("\r\n", "\n", StringComparison.Ordinal);
        string header = "gpgsig " + string.Join("\n ", signature.TrimEnd('\n').Split('\n')) + "\n";
        int end = commit.AsSpan().IndexOf("\n\n"u8) + 1;
        return [.. commit.AsSpan(0, end), .. Encoding.ASCII.GetBytes(header), .. commit.AsSpan(end)];
    }

    /// <summary>
    /// Signs commits that are nowhere but in a store, parents first: each is made anew on the signed forms of its parents. Returns what became of
    /// each; where one signature fails, the commits are as they were.
    /// </summary>
    /// <param name="store">Has the commits, and takes the new ones.</param>
    /// <param name="commits">Which.</param>
    /// <param name="committer">Whose key it is, where no other is configured.</param>
    /// <param name="monitor">Hears cancellation and is told progress.</param>
    /// <exception cref="MaintainerException">SigningFailed.</exception>
    internal IReadOnlyDictionary<Oid, Oid> Resign(IObjectStore store, IReadOnlyList<Oid> commits, PersonLine committer, IOperationMonitor monitor)
    {
        var signed = new Dictionary<Oid, Oid>();
        foreach (Oid id in commits)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            CommitObject commit = store.ReadCommit(id);
            monitor.Report("Signing commits", signed.Count, commits.Count, commit.Subject);
            byte[] data = CommitObject.Serialize(
                commit.Tree, [.. commit.Parents.Select(p => signed.GetValueOrDefault(p, p))], commit.Author, commit.Committer, commit.EncodingName,
                commit.ExtraHeaders, commit.MessageBytes);
            signed[id] = store.Write(ObjectType.Commit, Sign(data, committer));
        }
        return signed;
    }

    private string SignWithGpg(byte[] commit, PersonLine committer)
    {
        (int exitCode, string output, string error) = Run(_program, ["--status-fd=2", "-bsau", _key ?? committer.ToString()], commit);
        // gpg may exit with 0 and have signed nothing; the status line is what counts.
        bool signed = exitCode == 0 && ("\n" + error).Contains("\n[GNUPG:] SIG_CREATED ", StringComparison.Ordinal) && output.Length > 0;
        return signed ? output : throw Failure(string.Join('\n', error.Split('\n').Where(line => !line.StartsWith("[GNUPG:]", StringComparison.Ordinal))));
    }

    private string SignWithSsh(byte[] commit)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mt-sign-");
        try
        {
            string buffer = Path.Combine(folder.FullName, "commit");
            File.WriteAllBytes(buffer, commit);
            List<string> arguments = ["-Y", "sign", "-n", "git", "-f"];
            // A literal key is a public one, whose private half the agent holds.
            if (LiteralKey(_key!) is { } literal)
            {
                string file = Path.Combine(folder.FullName, "key");
                File.WriteAllText(file, literal + "\n");
                arguments.AddRange([file, "-U"]);
            }
            else
            {
                arguments.Add(ExpandHome(_key!));
            }
            arguments.Add(buffer);
            (int exitCode, _, string error) = Run(_program, arguments, []);
            return exitCode == 0 && File.Exists(buffer + ".sig") ? File.ReadAllText(buffer + ".sig") : throw Failure(error);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static string? LiteralKey(string key) =>
        key.StartsWith("key::", StringComparison.Ordinal) ? key[5..] : key.StartsWith("ssh-", StringComparison.Ordinal) ? key : null;

    private static string ExpandHome(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path;

    private string DefaultSshKey(string? command)
    {
        if (string.IsNullOrWhiteSpace(command))
            throw new MaintainerException("SigningKeyUnknown", ErrorKind.InvalidOperation, "user.signingKey", _program);
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int exitCode, string output, string error) = Run(words[0], words[1..], []);
        string? key = output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => LiteralKey(line) is not null);
        return exitCode == 0 && key is not null ? key : throw Failure(error.Length > 0 ? error : $"'{command}' names no key");
    }

    private (int ExitCode, string Output, string Error) Run(string program, IEnumerable<string> arguments, byte[] input)
    {
        ProcessStartInfo start = Programs.Start(ExpandHome(program));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading all; its exit code and words tell why.
            }
            process.WaitForExit();
            return (process.ExitCode, output.Result, error.Result);
        }
        catch (Win32Exception e)
        {
            throw Failure(e.Message);
        }
    }

    private MaintainerException Failure(string said) =>
        new("SigningFailed", ErrorKind.InvalidOperation, _program, _program, said.Trim().Length > 0 ? said.Trim() : "it made no signature");
}
