using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Kept;

/// <summary>
/// Facts that are not yet in a file. Their bytes lie one after the other in pieces that are used again after each file: an array for each commit would be
/// most of the memory that a first look at a million commits takes.
/// </summary>
internal sealed class HeldFacts
{
    private const int PieceSize = 1 << 20;

    private readonly Dictionary<Oid, (int Piece, int Start, int Length)> _places = [];
    private readonly List<byte[]> _pieces = [];

    // The piece that is being filled, and up to where.
    private int _piece = -1;
    private int _filled;

    /// <summary>How many commits there are.</summary>
    public int Count => _places.Count;

    /// <summary>Adds a commit, or replaces what is held for it.</summary>
    public void Add(Oid commit, ReadOnlySpan<byte> bytes)
    {
        if (_piece < 0 || bytes.Length > _pieces[_piece].Length - _filled)
            NextPiece(bytes.Length);
        bytes.CopyTo(_pieces[_piece].AsSpan(_filled));
        _places[commit] = (_piece, _filled, bytes.Length);
        _filled += bytes.Length;
    }

    /// <summary>The bytes held for a commit, until <see cref="Clear"/>.</summary>
    public bool TryFind(Oid commit, out ReadOnlySpan<byte> bytes)
    {
        bool found = _places.TryGetValue(commit, out (int Piece, int Start, int Length) place);
        bytes = found ? _pieces[place.Piece].AsSpan(place.Start, place.Length) : default;
        return found;
    }

    /// <summary>The commits in order.</summary>
    public Oid[] Sorted()
    {
        Oid[] commits = [.. _places.Keys];
        Array.Sort(commits);
        return commits;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _places.Clear();
        // Of a usual size they will do for what comes next.
        _pieces.RemoveAll(piece => piece.Length != PieceSize);
        (_piece, _filled) = (-1, 0);
    }

    private void NextPiece(int length)
    {
        _piece++;
        _filled = 0;
        if (length > PieceSize)
            _pieces.Insert(_piece, new byte[length]);
        else if (_piece == _pieces.Count)
            _pieces.Add(GC.AllocateUninitializedArray<byte>(PieceSize));
    }
}
