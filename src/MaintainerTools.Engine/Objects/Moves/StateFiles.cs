using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Gives files of git directories (a HEAD, what a pick waits for) another content, each in one step; the old ones are kept until the end.</summary>
internal sealed class StateFiles(GitRepository repository, OperationFolder folder)
{
    /// <summary>Puts the new ones together, and copies of the old ones.</summary>
    internal void Stage(IEnumerable<(string Path, byte[] Content)> files)
    {
        foreach ((int number, (string path, byte[] content)) in files.Select((file, i) => (i, file)))
        {
            KeptFile.Keep(content, New(number));
            if (folder.Record.States[number].WasThere)
                KeptFile.Keep(path, Old(number));
        }
    }

    /// <summary>Moves those that are not moved yet.</summary>
    internal void Forward()
    {
        foreach ((int number, StateMove state) in Numbered())
            KeptFile.Put(New(number), At(state));
    }

    /// <summary>Puts those back that were moved.</summary>
    internal void Back()
    {
        foreach ((int number, StateMove state) in Numbered())
        {
            if (state.WasThere)
                KeptFile.Put(Old(number), At(state));
            else if (FileCalls.Exists(At(state)))
                FileCalls.Remove(At(state));
        }
    }

    private IEnumerable<(int Number, StateMove State)> Numbered() => folder.Record.States.Select((state, i) => (i, state));

    private string At(StateMove state) => Path.Combine(repository.CommonDirectory, state.Path);

    private string New(int number) => folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"state-{number}.new"));

    private string Old(int number) => folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"state-{number}.old"));
}
