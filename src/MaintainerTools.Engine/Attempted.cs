using System.Runtime.ExceptionServices;

namespace MaintainerTools.Engine;

/// <summary>A value, or the error that kept it from coming about: of many questions asked at once each has its own.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public sealed class Attempted<T>
{
    private readonly T? _value;
    private readonly ExceptionDispatchInfo? _error;

    private Attempted(T? value, MaintainerException? error)
    {
        _value = value;
        _error = error is null ? null : ExceptionDispatchInfo.Capture(error);
    }

    /// <summary>The value.</summary>
    /// <exception cref="MaintainerException">The error.</exception>
    public T Get()
    {
        _error?.Throw();
        return _value!;
    }

    /// <summary>The error; null where there is a value.</summary>
    public MaintainerException? Error => _error?.SourceException as MaintainerException;

    /// <summary>Makes the value; an engine error is kept for <see cref="Get"/>.</summary>
    internal static Attempted<T> Of(Func<T> make)
    {
        try
        {
            return new Attempted<T>(make(), null);
        }
        catch (MaintainerException e)
        {
            return new Attempted<T>(default, e);
        }
    }

    /// <summary>Makes the value for one of several items; whatever fails, but a cancellation, is that item's error, so that the others go on.</summary>
    internal static Attempted<T> Of(Func<T> make, object item)
    {
        try
        {
            return Of(make);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Attempted<T>(default, MaintainerException.Unexpected(e, item));
        }
    }
}
