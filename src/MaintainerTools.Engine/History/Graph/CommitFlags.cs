using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>A byte of flags for every commit number; all zero at first, grown as numbers are given out.</summary>
internal sealed class CommitFlags(int capacity)
{
    private byte[] _flags = new byte[capacity + 64];

    /// <summary>The flags of one commit, to read or change.</summary>
    public ref byte this[int node]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)node >= (uint)_flags.Length)
                Array.Resize(ref _flags, Math.Max(node + 64, _flags.Length * 2));
            return ref _flags[node];
        }
    }
}
