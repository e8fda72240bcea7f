BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    # base, then as many patches as asked for; the third breaks, the fifth mends it, the seventh cannot be tested.
    function New-BrokenSeries([string] $Name, [int] $Count = 8) {
        $script:folder = Join-Path $TestDrive $Name
        $script:runs = "$folder-runs"
        $null = New-Item $script:folder -ItemType Directory
        Invoke-Git init -q -b main
        Write-File f0 'f'; Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git tag base
        foreach ($i in 1..$Count) {
            Write-File "f$i" ($i -eq 3 ? ("$i", 'broken') : "$i")
            if ($i -eq 5) { Write-File f3 '3', 'whole' }
            if ($i -eq 7) { Write-File skip '' }
            if ($i -eq 8) { Remove-Item "$folder/skip" }
            Invoke-Git add -A; Invoke-Git commit -q -m "patch $i"
        }
        $script:command = "echo x >> '$runs'; test -e skip && exit 125; ! grep -q broken f*"
        $script:series = @{ Topic = 'main'; Since = 'base'; Command = $command; Repository = $folder }
    }
    function Get-Letter { -join ($input | ForEach-Object { "$($_.Result)"[0] }) }
    function Get-RunCount { (Test-Path $runs) ? @(Get-Content $runs).Count : 0 }
    function Get-Left {
        Get-ChildItem "$folder/.git/maintainer-tools/runs"
        Get-ChildItem "$folder/.git/worktrees" -ErrorAction Ignore
    }
}

Describe 'Test-SeriesBisectability' {
    It 'tells what passes, breaks, mends and cannot be tested, and the second time runs nothing' {
        New-BrokenSeries 'linear'
        $results = Test-SeriesBisectability @series -ThrottleLimit 2
        $results | Should -BeOfType ([MaintainerTools.BisectabilityResult])
        $results | Get-Letter | Should -Be 'PPFFPPSP'
        $results[2].MendedBy | Should -Be (Invoke-Git rev-parse main~3)
        $results[2].SuggestedAction | Should -BeLike 'Fold * "patch 5" into it: it changes what this commit wrote in f3:2*'
        $results[2].Log | Should -Exist
        Get-RunCount | Should -Be 8
        $again = Test-SeriesBisectability @series
        $again | Get-Letter | Should -Be 'PPFFPPSP'
        $again.Cached | Should -Not -Contain $false
        Get-RunCount | Should -Be 8
        $null = Test-SeriesBisectability @series -Force
        Get-RunCount | Should -Be 16
        Get-Left | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'runs after a fold only what has another tree' {
        New-BrokenSeries 'fold'
        $null = Test-SeriesBisectability @series
        Write-File f6 '6!'; Invoke-Git commit -q -a -m 'fixup! patch 6'
        $null = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup main~1..main | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        (Test-SeriesBisectability @series | Where-Object { -not $_.Cached }).Number | Should -Be 6, 7, 8
    }

    It 'asks other questions where a named variable, the command or -KeepBuild is another' {
        New-BrokenSeries 'key'
        $null = Test-SeriesBisectability @series -EnvironmentVariable CC
        $env:CC = 'other'
        try { (Test-SeriesBisectability @series -EnvironmentVariable CC).Cached | Should -Not -Contain $true } finally { $env:CC = $null }
        (Test-SeriesBisectability @series -EnvironmentVariable CC).Cached | Should -Not -Contain $false
        (Test-SeriesBisectability @series -EnvironmentVariable CC -KeepBuild).Cached | Should -Not -Contain $true
    }

    It 'is the same from three shards that other processes ran' {
        New-BrokenSeries 'shards'
        $whole = Test-SeriesBisectability @series -Force
        $processes = foreach ($n in 1..3) {
            $text = "Import-Module '$manifest'; Test-SeriesBisectability main base -Command `"$($command.Replace('"', '`"').Replace('$', '`$'))`"" +
                " -Repository '$folder' -Shard $n/3 -ResultPath '$folder-$n.json' -Force"
            Set-Content "$folder-$n.ps1" $text
            Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', "$folder-$n.ps1"
        }
        foreach ($process in $processes) {
            $process.StandardInput.Close()
            $null = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $process.Dispose()
        }
        $joined = Join-BisectabilityResult "$folder-*.json" -Repository $folder
        function Get-Row { $input | ForEach-Object { "$($_.Number) $($_.Commit) $($_.Result) $($_.ExitCode) $($_.MendedBy) $($_.SuggestedAction)" } }
        $joined | Get-Row | Should -Be ($whole | Get-Row)
        Get-Left | Should -BeNullOrEmpty
    }

    It 'finds with -Order Binary what fails, and asks less' {
        New-BrokenSeries 'binary' 4
        $results = Test-SeriesBisectability @series -Order Binary
        $results | Get-Letter | Should -Be 'NPFF'
        Get-RunCount | Should -Be 3
    }

    It 'runs a script block in PowerShell and counts <script> as <code>' -ForEach @(
        @{ script = { exit 125 }; code = 125; result = 'Skip' }
        @{ script = { throw 'no' }; code = 1; result = 'Fail' }
        @{ script = { & (Get-Process -Id $PID).Path -NoProfile -Command 'exit 3' }; code = 3; result = 'Fail' }
        @{ script = { Get-NoSuchThing }; code = 127; result = 'Abort' }
        @{ script = { "ä $env:MAINTAINERTOOLS_COMMIT" }; code = 0; result = 'Pass' }
    ) {
        New-BrokenSeries "script-$code-$result" 1
        $answer = Test-SeriesBisectability main base $script -Repository $folder -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($answer.Result)" | Should -Be $result
        $answer.ExitCode | Should -Be $code
        if ($result -eq 'Abort') { $problem[0].FullyQualifiedErrorId | Should -BeLike 'CommandAborted,*' }
        if ($result -eq 'Pass') { $answer.Output | Should -Be "ä $(Invoke-Git rev-parse main)`n" }
    }

    It 'ends a command whose time is over' {
        New-BrokenSeries 'timeout' 1
        $answer = Test-SeriesBisectability main base 'sleep 600' -Repository $folder -TimeoutSeconds 1
        "$($answer.Result)", $answer.TimedOut, $answer.ExitCode | Should -Be 'Fail', $true, $null
    }

    It 'leaves nothing when the pipeline is stopped' {
        New-BrokenSeries 'stopped'
        $first = Test-SeriesBisectability @series -ThrottleLimit 2 | Select-Object -First 1
        $first.Number | Should -Be 1
        Get-Left | Should -BeNullOrEmpty
    }

    It 'gives the right answer after it was killed, and clears away what that left' -Skip:$IsWindows {
        New-BrokenSeries 'killed'
        # Whoever reads from the pipe waits for good.
        & mkfifo "$folder-pipe"
        $script = "$folder.ps1"
        $series.Command = "test -e '$folder-go' || test ! -e f4 || { kill -KILL `$PPID; exec cat '$folder-pipe'; }; $command"
        Set-Content $script @"
Import-Module '$manifest'
(Test-SeriesBisectability main base -Repository '$folder' -Command '$($series.Command.Replace("'", "''"))' | ForEach-Object { "`$(`$_.Result)"[0] }) -join ''
"@
        $process = Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', $script
        $process.StandardInput.Close()
        $process.WaitForExit(120000) | Should -BeTrue
        $process.Dispose()
        Get-Left | Should -Not -BeNullOrEmpty
        $null = New-Item "$folder-go"
        Test-SeriesBisectability @series | Get-Letter | Should -Be 'PPFFPPSP'
        Get-Left | Should -BeNullOrEmpty
        if ($IsLinux) { & pgrep -f "cat $folder-pipe" | Should -BeNullOrEmpty }
    }

    It 'gives the matrix of <format>' -ForEach @(
        @{ format = 'GitHub'; json = '{"shard":["1/3","2/3","3/3"]}' }
        @{ format = 'GitLab'; json = '[{"SHARD":["1/3","2/3","3/3"]}]' }
    ) {
        New-BrokenSeries "matrix-$format"
        Test-SeriesBisectability main base -Repository $folder -AsMatrix $format -ShardCount 3 | Should -BeExactly $json
    }

    It 'says <id> of <what>' -ForEach @(
        @{ what = 'a shard that is none'; id = 'ShardMalformed'; more = @{ Shard = '4/3' } }
        @{ what = 'a series without commits'; id = 'EmptySeries'; more = @{ Topic = 'base' } }
        @{ what = 'a wrong ref'; id = 'RevisionNotFound'; more = @{ Topic = 'nowhere' } }
        @{ what = 'a command of no kind'; id = 'CommandKindUnknown'; more = @{ Command = 7 } }
    ) {
        New-BrokenSeries "wrong-$id" 1
        foreach ($name in $more.Keys) { $series[$name] = $more[$name] }
        Test-SeriesBisectability @series -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        Get-Left -ErrorAction Ignore 2> $null | Should -BeNullOrEmpty
    }

    It 'runs no hook of the repository, and a filter only where the user has it too' {
        New-BrokenSeries 'programs' 2
        Set-Content "$folder/.git/info/attributes" 'f1 filter=own'
        Set-Content "$folder/.git/hooks/post-index-change" "#!/bin/sh`necho hook >> '$folder-ran'"
        chmod +x "$folder/.git/hooks/post-index-change"
        Invoke-Git config filter.own.smudge "echo filter >> '$folder-ran'; cat"
        Test-SeriesBisectability @series -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FilterProgramOfRepository,*'
        $problem[0].TargetObject | Should -Be 'filter.own.smudge'
        "$folder-ran" | Should -Not -Exist
        Get-Left | Should -BeNullOrEmpty
        Remove-Item "$folder/.git/info/attributes"
        Test-SeriesBisectability @series | Get-Letter | Should -Be 'PP'
        "$folder-ran" | Should -Not -Exist
    }
}
