BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'candidates'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Find-BackportCandidate' {
    It 'lists what fixes what the branch has, in upstreams order, as which commit it has that' {
        $found = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)
        $found.Count | Should -BeGreaterThan 3
        $order = @(Invoke-Git rev-list --reverse --topo-order linux-4.9.y..linus)
        $places = @($found | ForEach-Object { [array]::IndexOf($order, $_.Commit) })
        ($places -join ' ') | Should -BeExactly (($places | Sort-Object) -join ' ')
        foreach ($candidate in $found) {
            $candidate.Reason | Should -Contain Fixes
            $candidate.Subject | Should -BeExactly (Invoke-Git log -1 --format=%s $candidate.Commit)
            $candidate.Author | Should -BeExactly (Invoke-Git log -1 --format=%an $candidate.Commit)
            ((Invoke-Git log -1 --format=%B $candidate.Commit) -join "`n") | Should -Match "Fixes: $($candidate.Cause[0].Commit.Substring(0, 7))"
            $null = Invoke-Git merge-base --is-ancestor $candidate.Cause[0].As linux-4.9.y
            $LASTEXITCODE | Should -Be 0
            $null = Invoke-Git merge-base --is-ancestor $candidate.Commit linux-4.9.y
            $LASTEXITCODE | Should -Be 1
        }
    }

    It 'pipes into forecast, picks, groups and files' {
        $found = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)
        $forecast = @($found | Get-BackportForecast -Repository $sample -Target linux-4.9.y)
        ($forecast.Commit -join ' ') | Should -BeExactly ($found.Commit -join ' ')
        $picked = @($found | Invoke-CherryPickBase -Repository $sample -Onto linux-4.9.y -Branch next-4.9.y)
        ($picked.Source -join ' ') | Should -BeExactly ($found.Commit -join ' ')
        # What was picked is there now.
        $left = @(Find-BackportCandidate -Repository $sample -Target next-4.9.y -Upstream linus -Since v4.14)
        @($left | Where-Object Commit -In $found.Commit).Count | Should -Be 0
        $rows = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus -Flat | ConvertTo-Csv | ConvertFrom-Csv)
        $rows[0].Reason | Should -BeExactly ($found[0].Reason -join '; ')
        $rows[0].Cause | Should -BeExactly "$($found[0].Cause[0].Commit.Substring(0, 12)) as $($found[0].Cause[0].As.Substring(0, 12))"
        @($found | Group-Object { $_.Reason -join ', ' }).Count | Should -BeGreaterThan 1
    }

    It 'orders the whole cycle by likeness on request, with reasons, the same each time' {
        $arguments = @{ Repository = $sample; Target = 'linux-4.9.y'; Upstream = 'linus'; Rank = $true }
        $ranked = @(Find-BackportCandidate @arguments)
        # Of the members, for an array has a Rank of its own.
        (($ranked | ForEach-Object Rank) -join ' ') | Should -BeExactly ((1..$ranked.Count) -join ' ')
        $listed = @(Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)
        $ranked.Count | Should -BeGreaterThan $listed.Count
        @($listed | Where-Object Commit -NotIn $ranked.Commit).Count | Should -Be 0
        $likeness = @($ranked.Likeness)
        ($likeness -join ' ') | Should -BeExactly (($likeness | Sort-Object -Descending) -join ' ')
        foreach ($one in $ranked) {
            $one.Because.Count | Should -BeIn 1, 2, 3
            $one.Subject | Should -BeExactly (Invoke-Git log -1 --format=%s $one.Commit)
        }
        $again = @(Find-BackportCandidate @arguments -NoCache)
        (($again | ForEach-Object { "$($_.Commit) $($_.Likeness) $($_.Because)" }) -join '|') |
            Should -BeExactly (($ranked | ForEach-Object { "$($_.Commit) $($_.Likeness) $($_.Because)" }) -join '|')
        ($ranked[0] | Out-String -Width 200) | Should -Match 'Likeness'
        $listed[0].Rank | Should -BeNullOrEmpty
    }

    It 'says on request what it reads, and answers the same with and without what it kept' {
        $folder = Join-Path $sample .git maintainer-tools
        if (Test-Path $folder) { Remove-Item $folder -Recurse }
        $arguments = @{ Repository = $sample; Target = 'linux-4.9.y'; Upstream = 'linus'; Since = 'v4.14' }
        $all = @(Find-BackportCandidate @arguments -NoCache -Verbose 4>&1)
        $said = @($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        $count = [int](Invoke-Git rev-list --count --no-merges v4.14..linus '^linux-4.9.y')
        $said | Should -Contain (@($said -like "$count commits of linus that linux-4.9.y lacks, since *")[0])
        $folder | Should -Not -Exist
        $plain = @($all | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] } |
                ForEach-Object { "$($_.Commit) $($_.Reason) $($_.Cause)" })
        foreach ($run in 1, 2) {
            $kept = @(Find-BackportCandidate @arguments | ForEach-Object { "$($_.Commit) $($_.Reason) $($_.Cause)" })
            ($kept -join '|') | Should -BeExactly ($plain -join '|')
            $folder | Should -Exist
        }
    }

    It 'answers each branch, and says of a bad one what is wrong' {
        $found = @('linux-4.9.y', 'nosuch', 'v4.14' |
                Find-BackportCandidate -Repository $sample -Upstream linus -ErrorVariable failed -ErrorAction SilentlyContinue)
        @($found | ForEach-Object Target | Select-Object -Unique) | Should -Be 'linux-4.9.y', 'v4.14'
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $failed[0].TargetObject | Should -Be 'nosuch'
        $stop = @{ Repository = $sample; Target = 'v4.14'; ErrorAction = 'Stop' }
        { Find-BackportCandidate @stop -Upstream 'v4.14..linus' } | Should -Throw -ErrorId 'RevisionIsRange,*'
        { Find-BackportCandidate @stop -Upstream linus -PathSpec '../x' } | Should -Throw -ErrorId 'InvalidPathspec,*'
    }
}
