using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// How strongly each trait speaks for or against that a commit is taken: a logistic regression whose weights are held near what is known of branches in
/// general, the more the less there is to learn from. Sums are made in one order, so the same history gives the same weights.
/// </summary>
internal sealed class PickModel
{
    private const int LeastSeen = 2;
    private readonly Dictionary<CommitTrait, int> _numbers = [];
    private readonly List<CommitTrait> _traits = [];
    private readonly List<int> _seen = [];
    private readonly List<int> _taken = [];
    private readonly double[] _weights;
    private readonly double _bias;
    private readonly int _samples;
    private readonly int _positive;

    /// <summary>Learns from commits of which it is known whether the branch took them.</summary>
    public PickModel(IReadOnlyList<(IReadOnlyList<CommitTrait> Traits, bool Taken)> samples, CancellationToken cancellation)
    {
        var counts = new Dictionary<CommitTrait, (int Seen, int Taken)>();
        foreach ((IReadOnlyList<CommitTrait> traits, bool taken) in samples)
        {
            foreach (CommitTrait trait in traits)
            {
                (int s, int t) = counts.GetValueOrDefault(trait);
                counts[trait] = (s + 1, t + (taken ? 1 : 0));
            }
        }
        // In the order of the samples, which is upstream's: a set's own order is another in each process.
        foreach (CommitTrait trait in samples.SelectMany(sample => sample.Traits))
        {
            if (counts[trait].Seen >= LeastSeen)
                Number(trait, counts[trait]);
        }
        foreach (CommitTrait trait in KnownHabits.Traits)
            Number(trait, counts.GetValueOrDefault(trait));
        (_samples, _positive) = (samples.Count, samples.Count(sample => sample.Taken));
        _bias = Math.Log((_positive + 1.0) / (_samples - _positive + 10.0)) - 1;
        double[] start = [.. _traits.Select(KnownHabits.Expected), _bias];
        double[] found = samples.Count > 0 ? Learn(samples, start, cancellation) : start;
        _weights = found[..^1];
        _bias = found[^1];
    }

    /// <summary>How many commits with a trait there were, and how many of them were taken.</summary>
    public (int Seen, int Taken) CountsOf(CommitTrait trait) => _numbers.TryGetValue(trait, out int number) ? (_seen[number], _taken[number]) : default;

    /// <summary>
    /// True where what was taken of a trait by itself says the same as its weight: what only makes up for another trait of the same commits is no reason that one
    /// would understand. Of what was never seen only the weight tells.
    /// </summary>
    public bool Agrees(CommitTrait trait, bool speaksFor)
    {
        (int seen, int taken) = CountsOf(trait);
        return seen == 0 || ((long)taken * _samples > (long)seen * _positive) == speaksFor;
    }

    /// <summary>What the traits say together: the logarithm of the odds.</summary>
    public double Score(IReadOnlyList<CommitTrait> traits)
    {
        double score = _bias;
        foreach ((_, double weight) in Shares(traits))
            score += weight;
        return score;
    }

    /// <summary>What each trait adds.</summary>
    public IEnumerable<(CommitTrait Trait, double Weight)> Shares(IReadOnlyList<CommitTrait> traits)
    {
        foreach ((int number, double value) in Values(traits))
            yield return (_traits[number], _weights[number] * value);
    }

    private void Number(CommitTrait trait, (int Seen, int Taken) counts)
    {
        if (!_numbers.TryAdd(trait, _traits.Count))
            return;
        _traits.Add(trait);
        _seen.Add(counts.Seen);
        _taken.Add(counts.Taken);
    }

    /// <summary>The numbers of the known traits, and how much each counts: one of many of its kind counts less.</summary>
    private List<(int Number, double Value)> Values(IReadOnlyList<CommitTrait> traits)
    {
        Span<int> ofKind = stackalloc int[(int)TraitKind.State + 1];
        ofKind.Clear();
        foreach (CommitTrait trait in traits)
            ofKind[(int)trait.Kind]++;
        var values = new List<(int, double)>(traits.Count);
        foreach (CommitTrait trait in traits)
        {
            if (_numbers.TryGetValue(trait, out int number))
                values.Add((number, KnownHabits.Value(trait.Kind, ofKind[(int)trait.Kind])));
        }
        return values;
    }

    private double[] Learn(IReadOnlyList<(IReadOnlyList<CommitTrait> Traits, bool Taken)> samples, double[] start, CancellationToken cancellation)
    {
        (int Number, double Value)[][] rows = [.. samples.Select(sample => Values(sample.Traits).ToArray())];
        double[] hold = [.. _traits.Select(trait => KnownHabits.Hold(trait.Kind)), 0.01];
        double[] best = start;
        double least = double.PositiveInfinity;
        try
        {
            new LimitedMemoryBfgsMinimizer(1e-4, 1e-7, 1e-7, 12, 200).FindMinimum(
                ObjectiveFunction.Gradient(Loss), Vector<double>.Build.DenseOfArray(start));
        }
        catch (OptimizationException)
        {
            // The line search ends so when it can do no better; the best point that it came to is as good.
        }
        return best;

        (double, Vector<double>) Loss(Vector<double> at)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] weights = at.AsArray() ?? at.ToArray();
            var slope = new double[weights.Length];
            double loss = 0;
            for (int j = 0; j < weights.Length; j++)
            {
                double off = weights[j] - start[j];
                loss += hold[j] * off * off / 2;
                slope[j] = hold[j] * off;
            }
            for (int i = 0; i < rows.Length; i++)
            {
                double z = weights[^1];
                foreach ((int number, double value) in rows[i])
                    z += weights[number] * value;
                double chance = 1 / (1 + Math.Exp(-z));
                bool taken = samples[i].Taken;
                // log(1 + e^-|z|) does not overflow.
                loss += Math.Log(1 + Math.Exp(-Math.Abs(z))) + Math.Max(taken ? -z : z, 0);
                double error = chance - (taken ? 1 : 0);
                slope[^1] += error;
                foreach ((int number, double value) in rows[i])
                    slope[number] += error * value;
            }
            if (loss < least)
                (least, best) = (loss, [.. weights]);
            return (loss, Vector<double>.Build.Dense(slope));
        }
    }
}
