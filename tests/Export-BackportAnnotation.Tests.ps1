BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    $forecast = @(Get-BackportForecast -Repository $sample -Commit WIP.x86/pti.base..x86/pti -Target linux-4.9.y -WarningAction SilentlyContinue)
    $conflicts = @($forecast | Where-Object Verdict -EQ Conflict)

    # What a job would run, in a process of its own: its exit code and its output.
    function Invoke-Job([string]$Command, [hashtable]$Environment) {
        $all = @{ GITHUB_ACTIONS = ''; GITHUB_STEP_SUMMARY = ''; GITLAB_CI = '' }
        foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
        $job = Invoke-HostProcess -Argument '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$manifest'; $Command" -Environment $all
        @{ ExitCode = $job.ExitCode; Output = @($job.Output -split "`n" | Where-Object { $_ }); Error = $job.Error }
    }
    $line = "Get-BackportForecast -Repository '$sample' -Commit WIP.x86/pti.base..x86/pti -Target linux-4.9.y | Export-BackportAnnotation"
}

Describe 'Export-BackportAnnotation' {
    It 'writes a command for each conflict' {
        $conflicts.Count | Should -BeGreaterThan 0
        $commands = @($forecast | Export-BackportAnnotation -Format GitHub -SummaryPath (Join-Path $TestDrive 's.md'))
        @($commands -match '^::error file=[^,:]+,title=Conflict on linux-4\.9\.y%3A [0-9a-f]{12} ').Count | Should -Be $conflicts.Count
    }

    It 'writes the report and the table, and nothing with -WhatIf' {
        $report = Join-Path $TestDrive 'report.json'
        $summary = Join-Path $TestDrive 'summary.md'
        $forecast | Export-BackportAnnotation -Format GitLab -Path $report -SummaryPath $summary -WhatIf | Should -BeNullOrEmpty
        $report, $summary | Should -Not -Exist
        $forecast | Export-BackportAnnotation -Format GitLab -Path $report -SummaryPath $summary | Should -BeNullOrEmpty
        $entries = @(Get-Content $report -Raw | ConvertFrom-Json)
        @($entries | Where-Object check_name -EQ 'backport-conflict' | Group-Object { $_.description }).Count | Should -Be $conflicts.Count
        @(Get-Content $summary | Where-Object { $_ -match '^\| (?!Verdict)' }).Count | Should -Be $forecast.Count
        # A summary is added to.
        $forecast | Export-BackportAnnotation -Format GitLab -Path $report -SummaryPath $summary
        @(Get-Content $summary | Where-Object { $_ -match '^### ' }).Count | Should -Be 2
    }

    It 'is one line of a job on GitHub, whose exit code says whether it failed' {
        $summary = Join-Path $TestDrive 'step.md'
        $github = @{ GITHUB_ACTIONS = 'true'; GITHUB_STEP_SUMMARY = $summary }
        $failed = Invoke-Job "$line -FailOn Conflict" $github
        $failed.ExitCode | Should -Be 1
        @($failed.Output -match '^::error ').Count | Should -Be $conflicts.Count
        $failed.Error | Should -Match "$($conflicts.Count) Conflict"
        Get-Content $summary -Raw | Should -Match '^### Backports onto linux-4\.9\.y: '
        (Invoke-Job "$line -FailOn Reverted" $github).ExitCode | Should -Be 0
        (Invoke-Job $line $github).ExitCode | Should -Be 0
        # As GitHub runs a step with shell: pwsh.
        $step = Invoke-Job "`$ErrorActionPreference = 'stop'; try { $line -FailOn Conflict } catch { }; exit `$LASTEXITCODE" $github
        $step.ExitCode | Should -Be 1
    }

    It 'writes the report where a job of GitLab looks for it' {
        $job = Invoke-Job "$line -FailOn Conflict" @{ GITLAB_CI = 'true' }
        $job.ExitCode | Should -Be 1
        $job.Output | Should -BeNullOrEmpty
        @(Get-Content (Join-Path $TestDrive 'gl-code-quality-report.json') -Raw | ConvertFrom-Json).Count | Should -BeGreaterThan 0
    }

    It 'takes rows of a matrix and picks' {
        $rows = @(Get-BackportForecast -Repository $sample -Commit x86/pti -Target linux-4.9.y, v4.14 -Matrix)
        $picked = @(Invoke-CherryPickBase -Repository $sample -Onto linux-4.9.y -Branch x -Commit WIP.x86/pti.base..x86/pti -WhatIf -WarningAction Ignore)
        $summary = Join-Path $TestDrive 'more.md'
        $null = $rows | Export-BackportAnnotation -Format GitHub -SummaryPath $summary
        @(Get-Content $summary | Where-Object { $_ -match '^### Backports onto (linux-4|v4)' }).Count | Should -Be 2
        @($picked | Export-BackportAnnotation -Format GitHub -SummaryPath $summary) -match '^::error .*title=Conflict' | Should -Not -BeNullOrEmpty
        { $picked | Export-BackportAnnotation -Format GitHub -SummaryPath $summary -FailOn Conflict } | Should -Throw -ErrorId 'BackportsFailed,*'
        $LASTEXITCODE | Should -Be 1
    }
}
