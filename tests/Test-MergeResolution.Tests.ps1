BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    $identity = '-c', 'user.name=A U Thor', '-c', 'user.email=author@example.com'
    function Invoke-Git { & git -C $sample @args }
    function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" }

    # A merge of upstream into the base, resolved by taking upstream's side everywhere.
    $null = Invoke-Git switch -q -c resolved WIP.x86/pti.base
    $null = Invoke-Git @identity merge -q --no-edit -X theirs linus
    $merge = Invoke-Git rev-parse HEAD
    $null = Invoke-Git switch -q x86/pti
}

Describe 'Test-MergeResolution' {
    It 'tells the merge that was resolved from those that git made, and writes nothing' {
        $before = Get-State
        $results = @(Test-MergeResolution -Repository $sample -Since linus -Topic resolved)
        $results.Count | Should -Be 1
        $results[0].Commit | Should -Be $merge
        $results[0].Verdict | Should -Be 'Resolved'
        $results[0].ConflictPath.Count | Should -Be 14
        $results[0].Rerun | Should -Be 'Conflict'
        $names = @(Invoke-Git show --remerge-diff --no-renames --name-only --format= $merge)
        $results[0].ConflictPath | Should -Be $names
        Get-State | Should -Be $before
    }

    It 'says with -Plan that a merge plan makes it clean' {
        $result = Test-MergeResolution linus resolved -Repository $sample -Plan
        $result.Rerun | Should -Be 'Planned'
        $result.RerunReason | Should -BeLike 'merged after *'
    }

    It 'finds the one merge of upstream that was resolved by hand' {
        $results = @(Test-MergeResolution -Repository $sample -Since v4.14 -Topic linus)
        $results.Count | Should -Be (Invoke-Git rev-list --count --merges v4.14..linus)
        $hand = @($results | Where-Object { $_.Verdict -ne 'Automatic' -or $_.Rerun -ne 'Same' -or $_.Lost })
        $hand.Count | Should -Be 1
        $hand[0].Verdict | Should -Be 'Resolved'
        $hand[0].Subject | Should -BeLike "Merge branch 'drm-intel-fixes'*"
        $hand[0].Path[0].Line | Should -BeLike '*i915_core_do_write*'
    }

    It 'names what a rewrite of the branch lost' {
        $null = Invoke-Git branch redone resolved
        $null = Invoke-Git update-ref refs/maintainer-tools/backup/redone/1 redone
        $null = Invoke-Git update-ref refs/heads/redone 'resolved^1'
        $lost = @(Test-MergeResolution -Repository $sample -Since linus -Topic redone | Where-Object { $_.Lost })
        $lost.Count | Should -Be 1
        $lost[0].Commit | Should -Be $merge
        $lost[0].IsRewritten | Should -BeTrue
        $lost[0].Lost[0].Kind | Should -Be 'Rewrite'
        $named = @(Test-MergeResolution -Repository $sample -Since linus -Topic WIP.x86/pti.base -Previous resolved | Where-Object { $_.Lost })
        $named.Count | Should -Be 1
    }

    It 'has no merges in an empty range, and goes on after a topic that is not there' {
        @('nosuch', 'linus' | Test-MergeResolution -Repository $sample -Since linus -ErrorAction SilentlyContinue -ErrorVariable problems).Count | Should -Be 0
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problems[0].TargetObject | Should -Be 'nosuch'
    }
}
