# src/Shell, from outside: what it prints where and which exit code it gives. pwsh is not ours to test.
BeforeDiscovery { $underPwsh = $Host.Name -ne 'MaintainerTools.Shell' }

Describe 'src/Shell' -Skip:$underPwsh {
    BeforeAll {
        . ([System.IO.Path]::Combine($PSScriptRoot, 'HostProcess.ps1'))
        $manifest = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'MaintainerTools.psd1')
    }

    It 'gives exit code <code> for the script: <text>' -ForEach @(
        @{ code = 0; text = '1' }, @{ code = 5; text = 'exit 5' }, @{ code = 0; text = 'exit' }, @{ code = 1; text = 'throw "x"' }, @{ code = 0; text = '1/0; 2' }
        @{ code = 1; text = '$ErrorActionPreference = "Stop"; 1/0' }, @{ code = 1; text = 'if (' }, @{ code = 3; text = '& { exit 3 }; 1' }, @{ code = 0; text = 'try { throw 1 } catch { }' }
    ) {
        (Invoke-HostScript $text).ExitCode | Should -Be $code
    }

    It 'does not end with a script that the script calls' {
        [System.IO.File]::WriteAllText("$TestDrive/inner.ps1", 'exit 4')
        $result = Invoke-HostScript "& '$TestDrive/inner.ps1'; `$LASTEXITCODE"
        $result.Output | Should -Be "4`n"
        $result.ExitCode | Should -Be 0
    }

    It 'gives exit code <code> for -Command <text>' -ForEach @(
        @{ code = 0; text = '1' }, @{ code = 7; text = 'exit 7' }, @{ code = 1; text = 'throw "x"' }, @{ code = 1; text = 'Get-Command no-such-thing' }
        @{ code = 0; text = 'Get-Command no-such-thing; 1' }, @{ code = 1; text = '1/0' }, @{ code = 1; text = 'git no-such-command' }
    ) {
        (Invoke-HostProcess @('-Command', $text)).ExitCode | Should -Be $code
    }

    It 'refuses what is no script' {
        (Invoke-HostProcess 'no-such.ps1').ExitCode | Should -Be 64
        (Invoke-HostProcess '-NoSuchOption').ExitCode | Should -Be 64
    }

    It 'binds arguments as pwsh -File does' {
        $result = Invoke-HostScript 'param([string] $Name, [switch] $On, [switch] $Off, [int] $Number, [Parameter(ValueFromRemainingArguments)] $Rest) "$Name|$On|$Off|$Number|$Rest"' `
            -Argument '-Name', 'a b', '-On', '-Off:$false', '-Number:-3', 'rest', '-5', 'x,y'
        $result.Output | Should -BeExactly "a b|True|False|-3|rest -5 x,y`n"
    }

    It 'writes output to stdout and everything else to stderr, without colour' {
        $result = Invoke-HostScript @'
function Write-All { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful'); $PSCmdlet.WriteVerbose('details'); $PSCmdlet.WriteDebug('inside')
    $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'working', 'now'))
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.Exception]::new('it broke'), 'Broke', 'InvalidData', 1)) }
$DebugPreference = 'Continue'
Write-All -Verbose
[pscustomobject]@{ Name = 'grün'; Size = 3 }
'@
        $result.Output | Should -BeExactly "`nName Size`n---- ----`ngrün    3`n`n"
        foreach ($line in 'WARNING: careful', 'VERBOSE: details', 'DEBUG: inside', '*it broke*') { @($result.Error.Split("`n") -like $line).Count | Should -BeGreaterThan 0 -Because $line }
        $result.Error | Should -Not -Match 'working'
        $result.Error | Should -Not -Match ([char]27)
        $result.ExitCode | Should -Be 0
    }

    It 'shows an uncaught error with its place' {
        $result = Invoke-HostScript "`n`nthrow 'that went wrong'"
        $result.Error | Should -BeLike '*that went wrong*'
        $result.Error | Should -BeLike '*:3*'
        $result.Output | Should -BeNullOrEmpty
    }

    It 'says what is missing in -Command <text>' -ForEach @(@{ text = 'if (' }, @{ text = '"open' }, @{ text = '& { 1' }) {
        $result = Invoke-HostProcess @('-Command', $text)
        $result.ExitCode | Should -Be 1
        $result.Error | Should -BeLike '*ParserError*'
        $result.Output | Should -BeNullOrEmpty
    }

    It 'asks for confirmation: <answer> gives <ran>' -ForEach @(@{ answer = 'Y'; ran = 'ran' }, @{ answer = 'N'; ran = '' }, @{ answer = '?' + "`n" + 'yes'; ran = 'ran' }, @{ answer = ''; ran = 'ran' }) {
        [System.IO.File]::WriteAllText("$TestDrive/confirm.ps1", 'function f { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess("target", "action")) { "ran" } }; f -Confirm')
        $result = Invoke-HostProcess @('-File', "$TestDrive/confirm.ps1") -InputText "$answer`n"
        $result.Output | Should -BeLike '*Are you sure*action*target*'
        if ($ran) { $result.Output | Should -Match '(?m)(: |^)ran$' } else { $result.Output | Should -Not -Match 'ran$' }
    }

    It 'does not take the default when nobody can answer' {
        $text = 'function f { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess("target", "action")) { "ran" } }; f -Confirm'
        $result = Invoke-HostScript $text
        $result.Output | Should -Not -Match 'ran'
        $result.Error | Should -BeLike '*NonInteractive*'
        (Invoke-HostProcess @('-Command', $text)).Output | Should -Not -Match 'ran$' -Because 'stdin has ended'
    }

    It 'reads commands from stdin' {
        $result = Invoke-HostProcess @('-NonInteractive') -InputText "1 + 1`nif (`$true) {`n'whole'`n}`nexit 9`n"
        $result.Output | Should -Be "2`nwhole`n"
        $result.ExitCode | Should -Be 9
    }

    It 'shows the module''s help and examples' {
        $result = Invoke-HostScript "Import-Module '$manifest'; Get-Help Test-ContentEquivalentMerge -Examples"
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -BeLike '*Test-ContentEquivalentMerge*Example 1*'
    }

    It 'starts where a folder for caches or settings cannot be made' -Skip:([System.OperatingSystem]::IsWindows()) {
        $file = [System.IO.Path]::Combine($TestDrive, 'no-folder')
        [System.IO.File]::WriteAllText($file, '')
        foreach ($name in 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME') {
            $result = Invoke-HostProcess @('-NonInteractive', '-Command', '1 + 1') -Environment @{ $name = $file }
            $result.Output | Should -Be "2`n"
            $result.Error | Should -BeLike "WARNING: $name is ignored: *"
            $result.ExitCode | Should -Be 0
        }
    }
}
