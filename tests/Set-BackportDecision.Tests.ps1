BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/Faults/Faults.ps1"
    $sample = Join-Path $TestDrive 'decisions'
    $null = New-SampleTopicRepository -Path $sample
    $notes = 'refs/notes/maintainer-tools/backport'
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Set-BackportDecision' {
    It 'takes candidates, writes a line each in one move, and tells what it wrote with -PassThru alone' {
        $found = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)
        $all = @($found[0, 1] | Set-BackportDecision -Repository $sample -Decision Denied -Because "too`nlarge" -WhatIf -PassThru)
        $all.Count | Should -Be 2
        Invoke-Git rev-parse -q --verify $notes | Should -BeNullOrEmpty
        $found[0, 1] | Set-BackportDecision -Repository $sample -Decision Denied -Because "too`nlarge" | Should -BeNullOrEmpty
        Invoke-Git rev-list --count $notes | Should -Be 1
        Invoke-Git notes --ref=maintainer-tools/backport show $found[0].Commit | Should -BeLike '*Z Denied linux-4.9.y (*<*>) too large'
        (Get-TopicOperation -Repository $sample)[0].Command | Should -BeExactly 'Set-BackportDecision'
        $left = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)
        $left.Commit | Should -Not -Contain $found[0].Commit
        $shown = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus -IncludeDecided | Where-Object Decision -EQ Denied)
        ($shown.Commit -join ' ') | Should -BeExactly ($found[0, 1].Commit -join ' ')
        (Get-BackportForecast -Repository $sample $found[0].Commit -Target linux-4.9.y).Decision | Should -Be 'Denied'
        $fixes = @(Find-FollowupFix -Repository $sample $found[0].Cause[0].Commit -Upstream linus -MissingFrom linux-4.9.y)
        ($fixes | Where-Object Commit -EQ $found[0].Commit).Decision | Should -Be 'Denied'
    }

    It 'is honoured in another clone, where the branch is a remote one, and undone as an operation' {
        $other = Join-Path $TestDrive 'clone'
        $null = & git clone -q $sample $other 2>&1
        $null = & git -C $other fetch -q origin "${notes}:$notes" 2>&1
        $denied = @(Get-BackportDecision -Repository $sample -Target linux-4.9.y)
        $denied.Count | Should -Be 2
        $there = @(Get-BackportDecision -Repository $other -Target origin/linux-4.9.y)
        ($there.Commit -join ' ') | Should -BeExactly ($denied.Commit -join ' ')
        $left = @(Find-BackportCandidate -Repository $other -Target origin/linux-4.9.y -Upstream origin/linus)
        @($left | Where-Object Commit -In $denied.Commit).Count | Should -Be 0
        Set-BackportDecision -Repository $sample $denied[0].Commit linux-4.9.y Taken
        (Get-BackportDecision -Repository $sample $denied[0].Commit).Decision | Should -Be 'Taken'
        (Get-BackportDecision -Repository $sample $denied[0].Commit -All).Decision | Should -Be 'Denied', 'Taken'
        Undo-TopicOperation -Repository $sample -Confirm:$false
        (Get-BackportDecision -Repository $sample $denied[0].Commit).Decision | Should -Be 'Denied'
    }

    It 'says of each bad commit and branch what is wrong, and writes the rest' {
        $arguments = @{ Repository = $sample; Decision = 'Later'; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
        $written = @('nosuch', 'v4.14' | Set-BackportDecision @arguments -Target linux-4.9.y -PassThru)
        $written.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $failed[0].TargetObject | Should -Be 'nosuch'
        Set-BackportDecision @arguments -Commit v4.14 -Target (Invoke-Git rev-parse linus)
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TargetWithoutName,*'
        Set-BackportDecision @arguments -Commit v4.14 -Target nobranch
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $failed[0].TargetObject | Should -Be 'nobranch'
    }

    It 'loses nothing wherever it is killed' {
        if ($noFaults) { Set-ItResult -Skipped -Because $noFaults }
        $run = Invoke-HostProcess -Argument '-NoProfile', '-File', "$PSScriptRoot/Faults/Measure-Faults.ps1", '-Module', $manifest, '-Scenario', 'decide',
            '-Mode', 'Calls', '-Step', '12', '-Folder', "$TestDrive/measured"
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        @($run.Output -split "`n" -match '^\w+: \d').Count | Should -Be 1 -Because ($run.Output + $run.Error)
    }
}
