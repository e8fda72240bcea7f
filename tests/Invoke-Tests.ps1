# Runs tests/<Name>.Tests.ps1 with Pester under pwsh and with the stand-in elsewhere, and leaves "passed failed skipped" in CountsPath.
# build.ps1 starts it in a process of its own.
param([string] $Name = '*', [Parameter(Mandatory)] [string] $CountsPath)

$ErrorActionPreference = 'Stop'
$files = [System.IO.Directory]::GetFiles($PSScriptRoot, "$Name.Tests.ps1")
[System.Array]::Sort($files, [System.StringComparer]::Ordinal)
if ($files.Count -eq 0) { throw "No file tests/$Name.Tests.ps1." }

if ($Host.Name -eq 'MaintainerTools.Shell') {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'StandIn', 'PesterStandIn.psm1'))
    $counts = 0, 0, 0
    foreach ($file in $files) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        # The tests have pwsh's default; 'Stop' above is for this script.
        $result = & { $ErrorActionPreference = 'Continue'; Invoke-TestFile -Path $file }
        $Host.UI.WriteLine(('{0,-45} {1,4} passed, {2} failed, {3} skipped ({4:n1} s)' -f
                [System.IO.Path]::GetFileName($file), $result.Passed, $result.Failed, $result.Skipped, $watch.Elapsed.TotalSeconds))
        foreach ($failure in $result.Failure) {
            $Host.UI.WriteLine("  FAILED $($failure.Name)")
            $Host.UI.WriteLine("    $($failure.Message.Replace("`n", "`n    "))")
            foreach ($line in "$($failure.Stack)".Split("`n")) {
                # The runner's own frames tell nothing.
                if ($line -notmatch 'PesterStandIn\.psm1|StandIn.Should\.ps1|Invoke-Tests\.ps1|<No file>') { $Host.UI.WriteLine("    $line") }
            }
        }
        $counts[0] += $result.Passed
        $counts[1] += $result.Failed
        $counts[2] += $result.Skipped
    }
}
else {
    $oldest = [version]'5.5.0'
    if (-not (Get-Module -ListAvailable -Name Pester | Where-Object Version -GE $oldest)) {
        Install-Module -Name Pester -MinimumVersion $oldest -Scope CurrentUser -Force -SkipPublisherCheck
    }
    Import-Module -Name Pester -MinimumVersion $oldest
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $files
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    $result = & { $ErrorActionPreference = 'Continue'; Invoke-Pester -Configuration $configuration }
    # A file that throws in discovery and an AfterAll that throws have no test to fail.
    $failed = $result.FailedCount + $result.FailedContainersCount
    if ($failed -eq 0 -and $result.Result -ne 'Passed') { $failed = 1 }
    $counts = $result.PassedCount, $failed, ($result.TotalCount - $result.PassedCount - $result.FailedCount)
}

[System.IO.File]::WriteAllText($CountsPath, $counts -join ' ')
