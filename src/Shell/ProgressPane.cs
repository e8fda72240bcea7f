using System.Diagnostics;
using System.Management.Automation;
using System.Text;

namespace MaintainerTools.Shell;

/// <summary>The progress lines below the output: drawn on stderr, one line an activity, children below their parent, taken away before any other text.</summary>
internal sealed class ProgressPane(TextWriter writer, bool canDraw, bool colour, Func<int> width)
{
    private const int MaxLines = 4;
    private const int BarWidth = 20;

    // A terminal shows no more than this, and drawing costs more than the record.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly List<(long Source, ProgressRecord Record)> _active = [];
    private readonly Stopwatch _sinceDraw = Stopwatch.StartNew();
    private int _drawn;

    /// <summary>Takes a record in and redraws when it is time.</summary>
    public void Update(long source, ProgressRecord record)
    {
        if (!canDraw)
            return;
        int index = _active.FindIndex(known => known.Source == source && known.Record.ActivityId == record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            if (index < 0)
                return;
            _active.RemoveAt(index);
            _active.RemoveAll(known => known.Source == source && known.Record.ParentActivityId == record.ActivityId);
            Clear(forget: false);
            Draw();
            return;
        }
        bool isNew = index < 0;
        if (!isNew)
            _active[index] = (source, record);
        else
            _active.Insert(PlaceOf(source, record), (source, record));
        if (isNew || _drawn == 0 || _sinceDraw.Elapsed >= s_interval)
        {
            Clear(forget: false);
            Draw();
        }
    }

    /// <summary>Takes the lines off the screen; <paramref name="forget"/> also ends the activities (the pipeline is over).</summary>
    public void Clear(bool forget)
    {
        if (forget)
            _active.Clear();
        if (_drawn == 0)
            return;
        writer.Write(_drawn > 1 ? $"\r\u001b[{_drawn - 1}A\u001b[J" : "\r\u001b[J");
        _drawn = 0;
    }

    private int PlaceOf(long source, ProgressRecord record)
    {
        int parent = _active.FindIndex(known => known.Source == source && known.Record.ActivityId == record.ParentActivityId);
        return parent < 0 ? _active.Count : parent + 1;
    }

    private void Draw()
    {
        var text = new StringBuilder();
        int lines = Math.Min(_active.Count, MaxLines);
        for (int i = 0; i < lines; i++)
        {
            if (i > 0)
                text.Append('\n');
            string line = Line(_active[i].Record);
            text.Append(colour ? $"\u001b[33m{line}\u001b[0m" : line);
        }
        writer.Write(text);
        writer.Flush();
        _drawn = lines;
        _sinceDraw.Restart();
    }

    private string Line(ProgressRecord record)
    {
        string line = record.ParentActivityId >= 0 ? $"  {record.Activity}" : record.Activity;
        if (record.PercentComplete >= 0)
        {
            int filled = BarWidth * Math.Min(record.PercentComplete, 100) / 100;
            line += $" [{new string('#', filled)}{new string(' ', BarWidth - filled)}]";
        }
        line = $"{line} {record.StatusDescription}".ReplaceLineEndings(" ");
        // A full last column would wrap, and a wrapped line could not be taken away again.
        int room = Math.Max(10, width() - 1);
        return line.Length > room ? line[..room] : line;
    }
}
