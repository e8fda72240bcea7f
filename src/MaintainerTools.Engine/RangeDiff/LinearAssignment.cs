namespace MaintainerTools.Engine.RangeDiff;

/// <summary>
/// The assignment of rows to columns with the least total cost, in cubic time: the algorithm of R. Jonker and A. Volgenant ("A shortest augmenting path
/// algorithm for dense and sparse linear assignment problems", Computing 38, 1987). Among equals the choice depends on the order of every step; it is
/// git range-diff's, and so are the patches that pair.
/// </summary>
internal sealed class LinearAssignment
{
    private readonly int _size;
    private readonly int[] _costs;
    private readonly int[] _prices;
    private readonly int[] _rowOf;
    private readonly int[] _columnOf;
    private readonly int[] _free;
    private int _freeCount;

    private LinearAssignment(int size, int[] costs)
    {
        _size = size;
        _costs = costs;
        _prices = new int[size];
        _rowOf = new int[size];
        _columnOf = new int[size];
        _free = new int[size];
    }

    /// <summary>The row of each column. <paramref name="costs"/> is row by row.</summary>
    internal static int[] Solve(int size, int[] costs)
    {
        var problem = new LinearAssignment(size, costs);
        if (size < 2)
            return problem._rowOf;
        problem.ReduceColumns();
        problem.TransferReductions();
        if (problem._freeCount > 0)
        {
            problem.ReduceRows();
            problem.ReduceRows();
            problem.Augment();
        }
        return problem._rowOf;
    }

    private ReadOnlySpan<int> Row(int row) => _costs.AsSpan(row * _size, _size);

    private void ReduceColumns()
    {
        // Below -1: the row is the best of several columns, -2 minus the one that it has.
        Array.Fill(_columnOf, -1);
        Array.Fill(_rowOf, -1);
        int[] best = new int[_size];
        Row(0).CopyTo(_prices);
        for (int row = 1; row < _size; row++)
        {
            ReadOnlySpan<int> costs = Row(row);
            for (int column = 0; column < costs.Length; column++)
            {
                if (costs[column] < _prices[column])
                    (_prices[column], best[column]) = (costs[column], row);
            }
        }
        for (int column = _size - 1; column >= 0; column--)
        {
            int row = best[column];
            if (_columnOf[row] == -1)
            {
                _columnOf[row] = column;
                _rowOf[column] = row;
            }
            else if (_columnOf[row] >= 0)
            {
                _columnOf[row] = -2 - _columnOf[row];
            }
        }
    }

    private void TransferReductions()
    {
        for (int row = 0; row < _size; row++)
        {
            int own = _columnOf[row];
            if (own == -1)
            {
                _free[_freeCount++] = row;
            }
            else if (own < -1)
            {
                _columnOf[row] = -2 - own;
            }
            else
            {
                ReadOnlySpan<int> costs = Row(row);
                int other = own == 0 ? 1 : 0;
                int least = costs[other] - _prices[other];
                for (int column = 1; column < _size; column++)
                {
                    if (column != own)
                        least = Math.Min(least, costs[column] - _prices[column]);
                }
                _prices[own] -= least;
            }
        }
    }

    /// <summary>Gives each free row its best column, whose row becomes free; done twice.</summary>
    private void ReduceRows()
    {
        int count = _freeCount;
        _freeCount = 0;
        for (int k = 0; k < count;)
        {
            int row = _free[k++];
            ReadOnlySpan<int> costs = Row(row);
            int best = 0;
            int second = -1;
            int bestCost = costs[0] - _prices[0];
            int secondCost = int.MaxValue;
            for (int column = 1; column < _size; column++)
            {
                int cost = costs[column] - _prices[column];
                if (cost >= secondCost)
                    continue;
                if (bestCost < cost)
                    (second, secondCost) = (column, cost);
                else
                    (second, secondCost, best, bestCost) = (best, bestCost, column, cost);
            }
            if (second < 0)
                (second, secondCost) = (best, bestCost);
            int previous = _rowOf[best];
            if (bestCost < secondCost)
            {
                _prices[best] -= secondCost - bestCost;
            }
            else if (previous >= 0)
            {
                best = second;
                previous = _rowOf[best];
            }
            if (previous >= 0)
            {
                if (bestCost < secondCost)
                    _free[--k] = previous;
                else
                    _free[_freeCount++] = previous;
            }
            _columnOf[row] = best;
            _rowOf[best] = row;
        }
    }

    /// <summary>For each row that is still free, the cheapest chain of exchanges that ends at a free column.</summary>
    private void Augment()
    {
        int[] distance = new int[_size];
        int[] from = new int[_size];
        int[] order = new int[_size];
        for (int i = 0; i < _freeCount; i++)
        {
            int start = _free[i];
            ReadOnlySpan<int> costs = Row(start);
            for (int column = 0; column < _size; column++)
            {
                distance[column] = costs[column] - _prices[column];
                from[column] = start;
                order[column] = column;
            }
            int end = Search(distance, from, order, out int done, out int least);
            for (int k = 0; k < done; k++)
                _prices[order[k]] += distance[order[k]] - least;
            int row;
            do
            {
                row = from[end];
                _rowOf[end] = row;
                (end, _columnOf[row]) = (_columnOf[row], end);
            }
            while (row != start);
        }
    }

    private int Search(int[] distance, int[] from, int[] order, out int done, out int least)
    {
        int low = 0;
        int up = 0;
        int at = -1;
        while (true)
        {
            done = low;
            least = distance[order[up++]];
            for (int k = up; k < _size; k++)
            {
                at = order[k];
                int d = distance[at];
                if (d > least)
                    continue;
                if (d < least)
                {
                    up = low;
                    least = d;
                }
                order[k] = order[up];
                order[up++] = at;
            }
            // git goes on with the column that it looked at last, not with the free one that it has found. Where that is another one, its answer is not
            // the cheapest; the answer is kept to all the same.
            for (int k = low; k < up; k++)
            {
                if (_rowOf[order[k]] == -1)
                    return at >= 0 ? at : order[k];
            }
            do
            {
                int column = order[low++];
                int row = _rowOf[column];
                ReadOnlySpan<int> costs = Row(row);
                int offset = costs[column] - _prices[column] - least;
                for (int k = up; k < _size; k++)
                {
                    at = order[k];
                    int cost = costs[at] - _prices[at] - offset;
                    if (cost >= distance[at])
                        continue;
                    distance[at] = cost;
                    from[at] = row;
                    if (cost != least)
                        continue;
                    if (_rowOf[at] == -1)
                        return at;
                    order[k] = order[up];
                    order[up++] = at;
                }
            }
            while (low != up);
        }
    }
}
