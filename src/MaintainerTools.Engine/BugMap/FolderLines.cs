using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>
/// The lines of the source in a folder and in the folders below and just above it, by text less white space: where copied lines may come from.
/// </summary>
internal sealed class FolderLines
{
    // So many lines in a row, and so many letters of them, are no coincidence.
    private const int FewestLines = 4;
    private const int FewestLetters = 60;
    private const int MostPlaces = 8;

    private readonly FileVersions _versions;
    private readonly Dictionary<string, List<(int File, int Line)>> _places = new(StringComparer.Ordinal);
    private readonly List<(string Path, Oid Blob)> _files = [];

    internal FolderLines(IObjectReader objects, FileVersions versions, Oid tree, string folder)
    {
        _versions = versions;
        string root = folder.Split('/')[0];
        foreach ((string path, Oid blob) in SourceFiles.In(objects, tree, root))
        {
            _files.Add((path, blob));
            TextLines lines = versions.File(blob);
            for (int i = 0; i < lines.Count; i++)
            {
                string text = LineLikeness.Compact(lines[i]);
                if (text.Length < 14)
                    continue;
                if (!_places.TryGetValue(text, out List<(int File, int Line)>? places))
                    _places[text] = places = [];
                if (places.Count < MostPlaces)
                    places.Add((_files.Count - 1, i));
            }
        }
    }

    /// <summary>Where a line stood before, with the same lines around it; of several places the one with most of them.</summary>
    internal (string Path, int Line)? Find(TextLines file, int line, string text)
    {
        if (!_places.TryGetValue(text, out List<(int File, int Line)>? places))
            return null;
        (string Path, int Line)? best = null;
        int most = FewestLines - 1;
        foreach ((int at, int there) in places)
        {
            TextLines other = _versions.File(_files[at].Blob);
            int letters = text.Length;
            int same = 1 + Same(-1) + Same(1);
            if (same > most && letters >= FewestLetters)
                (best, most) = ((_files[at].Path, there), same);

            int Same(int step)
            {
                int count = 0;
                for (int i = line + step, j = there + step; i >= 0 && j >= 0 && i < file.Count && j < other.Count && count < 20; i += step, j += step)
                {
                    string here = LineLikeness.Compact(file[i]);
                    if (here != LineLikeness.Compact(other[j]))
                        break;
                    count++;
                    letters += here.Length;
                }
                return count;
            }
        }
        return best;
    }
}
