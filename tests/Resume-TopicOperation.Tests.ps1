BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    . "$PSScriptRoot/Faults/Faults.ps1"

    # The repository before, the one after, and how many calls lie between; with a fixed clock, so that each run makes the same commits.
    $env:GIT_COMMITTER_DATE = '@1500000000 +0000'
    $null = New-Series 'start' | Export-FoldupPlan -Path "$TestDrive/plan.json"
    $start = Get-RepositoryState $folder
    $fold = "Import-FoldupPlan '$TestDrive/plan.json' | Invoke-FoldupPlan -Repository ."
    function Copy-Start { Remove-Item "$TestDrive/run" -Recurse -Force -ErrorAction Ignore; & cp -a "$TestDrive/start" "$TestDrive/run" }
    if (-not $noFaults) {
        Copy-Start
        $all = Invoke-WithFault "$TestDrive/run" $fold
        $end = Get-RepositoryState "$TestDrive/run"
    }
}

AfterAll { Remove-Item env:GIT_COMMITTER_DATE }

Describe 'Resume-TopicOperation' {
    It 'says that nothing is to be finished' {
        $problem = $null
        Resume-TopicOperation -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NothingCutOff,*'
    }

    It 'comes to before or after from wherever the process was killed, as Undo-TopicOperation does' {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        $all.Calls | Should -BeGreaterThan 40
        $end | Should -Not -Be $start
        $moving = 0
        foreach ($part in 0.4, 0.65, 0.8, 0.93) {
            Copy-Start
            $null = Invoke-WithFault "$TestDrive/run" $fold -Kill ([int]($all.Calls * $part))
            & cp -a "$TestDrive/run" "$TestDrive/other"
            $open = Get-TopicOperation -CutOff -Repository "$TestDrive/run"
            if (-not $open) { Get-RepositoryState "$TestDrive/run" | Should -BeIn $start, $end }
            else {
                $problem = $warning = $null
                Import-FoldupPlan "$TestDrive/plan.json" |
                    Invoke-FoldupPlan -Repository "$TestDrive/run" -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationOpen,*'
                $problem[0].ErrorDetails.RecommendedAction | Should -BeLike "*Resume-TopicOperation $($open.Id)*"
                $null = New-FoldupPlan -Repository "$TestDrive/run" -Topic main -Since base `
                    -WarningVariable warning -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
                $warning[0] | Should -BeLike "*Resume-TopicOperation $($open.Id)*"
                Resume-TopicOperation -Repository "$TestDrive/run" -WhatIf | Should -BeNullOrEmpty
                (Resume-TopicOperation -Repository "$TestDrive/run" -WhatIf -PassThru).Id | Should -Be $open.Id
                $ended = Resume-TopicOperation -Repository "$TestDrive/run" -PassThru -WarningAction SilentlyContinue
                $moving += $ended.State -eq 'Done'
                Get-RepositoryState "$TestDrive/run" | Should -Be ($ended.State -eq 'Done' ? $end : $start) -Because "killed at $part"
                $null = Undo-TopicOperation -Repository "$TestDrive/other" -Confirm:$false
                Get-RepositoryState "$TestDrive/other" | Should -Be $start -Because "killed at $part"
                Get-Leftover "$TestDrive/run" | Should -BeNullOrEmpty
                Get-Leftover "$TestDrive/other" | Should -BeNullOrEmpty
            }
            & git -C "$TestDrive/run" fsck --strict 2>&1 | Where-Object { "$_" -match 'error|missing' } | Should -BeNullOrEmpty
            Remove-Item "$TestDrive/other" -Recurse -Force
        }
        $moving | Should -BeGreaterThan 0
    }

    It 'is not needed where one call fails: all is taken back at once' {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        foreach ($part in 0.3, 0.6, 0.8) {
            Copy-Start
            # ENOSPC and EACCES.
            $run = Invoke-WithFault "$TestDrive/run" $fold -Fail ([int]($all.Calls * $part)) -Errno ($part -lt 0.65 ? 28 : 13)
            Get-RepositoryState "$TestDrive/run" | Should -BeIn $start, $end -Because $run.Output
            Get-TopicOperation -CutOff -Repository "$TestDrive/run" | Should -BeNullOrEmpty -Because $run.Output
            Get-Leftover "$TestDrive/run" | Should -BeNullOrEmpty
        }
    }

    It 'stands in the way of its own branches and work trees alone' {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        Copy-Start
        $null = Invoke-WithFault "$TestDrive/run" $fold -Kill ([int]($all.Calls * 0.8))
        (Get-TopicOperation -CutOff -Repository "$TestDrive/run").State | Should -Be 'Moving'
        $problem = $warning = $null
        $picked = Invoke-CherryPickBase -Repository "$TestDrive/run" -Onto base -Branch elsewhere -Commit "base..$tip~2" `
            -WarningVariable warning -WarningAction SilentlyContinue
        $picked.Status | Should -Be 'Picked'
        $warning[0] | Should -BeLike '*was cut off*Resume-TopicOperation*'
        Invoke-CherryPickBase -Repository "$TestDrive/run" -Onto base -Branch main -Commit elsewhere -Force -Confirm:$false `
            -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationOpen,*'
        $null = Undo-TopicOperation -Repository "$TestDrive/run" -Confirm:$false
        & git -C "$TestDrive/run" branch -D -q elsewhere
        Get-RepositoryState "$TestDrive/run" | Should -Be $start
        Get-Leftover "$TestDrive/run" | Should -BeNullOrEmpty
    }

    It 'is named by every cmdlet that is asked about the repository' {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        . "$PSScriptRoot/SampleRepository.ps1"
        . "$PSScriptRoot/EveryCmdlet.ps1"
        $out, $kept = "$TestDrive/asked", "$TestDrive/asked-kept"
        $null = New-Item $out, $kept -ItemType Directory
        New-KeptFile
        & cp -a $sample "$TestDrive/whole"
        $move = 'Move-TopicSeries x86/pti WIP.x86/pti.base upstream-base'
        $whole = Invoke-WithFault "$TestDrive/whole" $move
        $null = Invoke-WithFault $sample $move -Kill ([int]($whole.Calls * 0.8))
        $open = Get-TopicOperation -CutOff -Repository $sample
        $open.State | Should -Be 'Moving'
        foreach ($name in $everyCall.Keys) {
            # These ask no repository, list the operation, or are what ends it.
            if ($name -in 'Get-TopicOperation', 'Get-TopicSeriesRule', 'Import-FoldupPlan', 'Import-MergePlan', 'Import-TopicReport',
                'New-SampleTopicRepository', 'Resume-TopicOperation', 'Undo-TopicOperation') { continue }
            $said = & $everyCall[$name] 2>&1 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { "$_" }
            @($said) -like "*was cut off*Resume-TopicOperation $($open.Id)*" | Should -Not -BeNullOrEmpty -Because "$name is asked about it"
        }
        (Get-TopicOperation -Repository $sample | Where-Object IsCutOff).NextCommand | Should -Match "-TopicOperation"
    }

    It 'comes back from every state of <scenario>' -TestCases @(
        # A shortened form: every state and every call is tried by the script itself.
        @{ scenario = 'pickworktree,picknext,pickcontinue,pickabort'; mode = 'States'; step = 24 }
        @{ scenario = 'foldrefs,merge,undo,undocutoff'; mode = 'States'; step = 40 }
        @{ scenario = 'moverefs,movenext,movecontinue,moveabort,decide'; mode = 'States'; step = 40 }
        @{ scenario = 'pickcontinue'; mode = 'Calls'; step = 30 }
        @{ scenario = 'move'; mode = 'Calls'; step = 50 }
    ) {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        $run = Invoke-HostProcess -Argument '-NoProfile', '-File', "$PSScriptRoot/Faults/Measure-Faults.ps1", '-Module', $manifest, '-Scenario', $scenario,
            '-Mode', $mode, '-Step', "$step", '-Folder', "$TestDrive/measured"
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        @($run.Output -split "`n" -match '^\w+: \d').Count | Should -Be @($scenario -split ',').Count -Because ($run.Output + $run.Error)
    }

    It 'loses nothing while others are at the repository' {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'runs bash and rm' }
        $run = Invoke-HostProcess -Argument '-NoProfile', '-File', "$PSScriptRoot/Faults/Measure-Concurrency.ps1", '-Module', $manifest, 
            '-Beside', 'folds,gc', '-Rounds', '2', '-Folder', "$TestDrive/beside"
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        @($run.Output -split "`n" -match '^beside ').Count | Should -Be 2 -Because ($run.Output + $run.Error)
    }
}
