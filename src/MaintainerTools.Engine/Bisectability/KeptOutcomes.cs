using System.Text;
using System.Text.Json;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>
/// Outcomes of earlier runs with their logs, under maintainer-tools/results of the repository's common folder: a file each, written whole under another
/// name and renamed, with a checksum. One that is damaged is left aside, and the command is run again. Only so many are kept, the last used ones.
/// </summary>
internal sealed class KeptOutcomes(string commonDirectory)
{
    internal const int MostKept = 4096;
    private const long MostBytes = 256L << 20;
    private const string Record = ".json";
    private const string LogFile = ".log";
    private const string Unfinished = ".tmp";
    private const int SumLength = 40;

    private readonly string _folder = Path.Combine(commonDirectory, "maintainer-tools", "results");

    /// <summary>The outcome under a key; null where none is kept, or none that will last.</summary>
    internal TrialOutcome? Find(Oid key)
    {
        string file = FileOf(key, Record);
        try
        {
            byte[] content = File.ReadAllBytes(file);
            ReadOnlySpan<byte> text = content.AsSpan(Math.Min(content.Length, SumLength + 1));
            if (content.Length <= SumLength || !content.AsSpan(0, SumLength).SequenceEqual(SumOf(text)))
                return null;
            TrialOutcome? kept = JsonSerializer.Deserialize<TrialOutcome>(text);
            if (kept is not { IsLasting: true })
                return null;
            DiskFiles.TryTouch(file);
            return kept with { Cached = true, Log = kept.Log is { } log && File.Exists(log) ? log : null };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps an outcome and its log; where the folder takes nothing, it goes without, which is no error.</summary>
    /// <param name="key">Command, tree and environment.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="log">The log as the run has it; it is moved.</param>
    /// <param name="run">The id of the run.</param>
    /// <returns>The outcome with the place of its log.</returns>
    internal TrialOutcome Keep(Oid key, TrialOutcome outcome, string log, string run)
    {
        try
        {
            DiskFiles.CreateFolder(_folder);
            string place = FileOf(key, LogFile);
            string staged = $"{place}.{run}{Unfinished}";
            DiskFiles.Move(log, staged);
            DiskFiles.Move(staged, place);
            outcome = outcome with { Log = place };
            byte[] text = JsonSerializer.SerializeToUtf8Bytes(outcome);
            string file = FileOf(key, Record);
            staged = $"{file}.{run}{Unfinished}";
            DiskFiles.Write(staged, [.. SumOf(text), (byte)'\n', .. text]);
            DiskFiles.Move(staged, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The answer stands; it is asked for again next time.
        }
        return outcome;
    }

    /// <summary>Drops what killed runs have left half written, and what is kept beyond the limits, the longest unused first.</summary>
    internal void Prune()
    {
        if (!Directory.Exists(_folder))
            return;
        try
        {
            var records = new List<FileInfo>();
            foreach (FileInfo file in new DirectoryInfo(_folder).EnumerateFiles())
            {
                if (file.Extension == Unfinished)
                {
                    string run = Path.GetExtension(Path.GetFileNameWithoutExtension(file.Name)).TrimStart('.');
                    if (!CheckoutRecord.IsThere(commonDirectory, run))
                        DiskFiles.TryDelete(file.FullName);
                }
                else if (file.Extension == Record)
                {
                    records.Add(file);
                }
                else if (file.Extension == LogFile && !File.Exists(Path.ChangeExtension(file.FullName, Record))
                    && DateTime.UtcNow - file.LastWriteTimeUtc > TimeSpan.FromHours(1))
                {
                    DiskFiles.TryDelete(file.FullName);
                }
            }
            records.Sort((a, b) => b.LastWriteTimeUtc.CompareTo(a.LastWriteTimeUtc));
            long bytes = 0;
            for (int i = 0; i < records.Count; i++)
            {
                var log = new FileInfo(Path.ChangeExtension(records[i].FullName, LogFile));
                bytes += records[i].Length + (log.Exists ? log.Length : 0);
                if (i < MostKept && bytes <= MostBytes)
                    continue;
                DiskFiles.TryDelete(records[i].FullName);
                DiskFiles.TryDelete(log.FullName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run does the same.
        }
    }

    private string FileOf(Oid key, string extension) => Path.Combine(_folder, key + extension);

    private static byte[] SumOf(ReadOnlySpan<byte> text) =>
        Encoding.ASCII.GetBytes(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(text))[..SumLength]);
}
