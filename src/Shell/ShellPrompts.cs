using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace MaintainerTools.Shell;

/// <content>Questions to the user: -Confirm, missing mandatory parameters, Read-Host of other modules.</content>
internal sealed partial class ShellUserInterface
{
    /// <inheritdoc/>
    public override string ReadLine() => ReadAnswer();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        var secret = new SecureString();
        if (Console.IsInputRedirected)
        {
            foreach (char c in ReadAnswer())
                secret.AppendChar(c);
            return secret;
        }
        RefuseWhenNonInteractive();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }
        WriteLine();
        return secret;
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ArgumentNullException.ThrowIfNull(descriptions);
        RefuseWhenNonInteractive();
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions)
        {
            Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type? known) && known is not null ? known : typeof(string);
            string label = string.IsNullOrEmpty(field.Label) ? field.Name : field.Label.Replace("&", string.Empty, StringComparison.Ordinal);
            if (type.IsArray)
                answers[field.Name] = new PSObject(ReadItems(label).ToArray());
            else
                answers[field.Name] = new PSObject(ReadField($"{label}: "));
        }
        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ArgumentNullException.ThrowIfNull(choices);
        RefuseWhenNonInteractive();
        WriteHeading(caption, message);
        string[] keys = [.. choices.Select(HotKey)];
        string[] labels = [.. choices.Select(choice => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal))];
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
            {
                string text = $"[{keys[i]}] {labels[i]}  ";
                if (i == defaultChoice)
                    Write(ConsoleColor.Yellow, ConsoleColor.Black, text);
                else
                    Write(text);
            }
            Write(defaultChoice >= 0 ? $"[?] Help (default is \"{keys[defaultChoice]}\"): " : "[?] Help: ");
            string answer = ReadAnswer().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            if (answer == "?")
            {
                for (int i = 0; i < choices.Count; i++)
                    WriteLine($"{keys[i]} - {choices[i].HelpMessage}");
                continue;
            }
            for (int i = 0; i < choices.Count; i++)
            {
                if (answer.Length > 0
                    && (string.Equals(answer, keys[i], StringComparison.CurrentCultureIgnoreCase) || string.Equals(answer, labels[i], StringComparison.CurrentCultureIgnoreCase)))
                    return i;
            }
        }
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RefuseWhenNonInteractive();
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
            userName = ReadField("User: ");
        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private static string HotKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length
            ? char.ToUpper(choice.Label[mark + 1], CultureInfo.CurrentCulture).ToString()
            : choice.Label;
    }

    private void WriteHeading(string? caption, string? message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine();
            WriteLine(ConsoleColor.White, ConsoleColor.Black, caption);
        }
        if (!string.IsNullOrEmpty(message))
            WriteLine(message);
    }

    private string ReadField(string label)
    {
        Write(label);
        return ReadAnswer();
    }

    private List<string> ReadItems(string label)
    {
        var items = new List<string>();
        for (string item = ReadField($"{label}[0]: "); item.Length > 0; item = ReadField($"{label}[{items.Count}]: "))
            items.Add(item);
        return items;
    }

    // The end of the input answers nothing: taking the default here would let a job without a terminal confirm what nobody saw.
    private string ReadAnswer()
    {
        RefuseWhenNonInteractive();
        return Console.ReadLine() ?? throw NoPrompt();
    }

    private void RefuseWhenNonInteractive()
    {
        if (_nonInteractive)
            throw NoPrompt();
    }

    private static PSInvalidOperationException NoPrompt() =>
        new("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
}
