BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Invoke-MergePlan' {
    BeforeEach { $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus }

    It 'writes nothing with -WhatIf and says what would be' {
        $before = "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)"
        $merges = @($plan | Invoke-MergePlan -Repository $sample -WhatIf)
        $merges.Count | Should -Be 2
        $merges[0].Sha | Should -BeNullOrEmpty
        "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)" | Should -Be $before
    }

    It 'makes the merges that git makes' {
        $merges = @($plan | Invoke-MergePlan -Repository $sample -Branch merged)
        $merges[1].Sha | Should -Be (Invoke-Git rev-parse merged)
        Invoke-Git rev-parse 'merged^2' | Should -Be (Invoke-Git rev-parse linus)
        Invoke-Git rev-parse 'merged^^2' | Should -Be $plan.Step[0].Upstream
        Invoke-Git rev-parse 'merged^^' | Should -Be (Invoke-Git rev-parse WIP.x86/pti.base)
        foreach ($commit in 'merged^', 'merged') {
            Invoke-Git merge-tree --write-tree "$commit^1" "$commit^2" | Should -Be (Invoke-Git rev-parse "$commit^{tree}")
        }
        (Invoke-Git log -1 --format=%B 'merged^') -join ' ' | Should -BeLike '*content-equivalent with*'
        Invoke-Git fsck --strict --no-dangling | Should -BeNullOrEmpty
    }

    It 'moves the topic itself, and keeps its old tip' {
        $null = Invoke-Git branch own WIP.x86/pti.base
        $old = Invoke-Git rev-parse own
        $merges = @(Find-ContentEquivalentMerge -Repository $sample -Topic own -Upstream linus | Invoke-MergePlan -Repository $sample)
        Invoke-Git rev-parse $merges[0].Backup | Should -Be $old
        Invoke-Git rev-parse own | Should -Be $merges[1].Sha
    }

    It 'says in each message what it merges and why' {
        $null = $plan | Invoke-MergePlan -Repository $sample -Branch told
        $first = @(Invoke-Git log -1 --format=%B 'told^')
        $first[0] | Should -Be "Merge upstream version $($plan.Step[0].Upstream.Substring(0, 12)) into WIP.x86/pti.base"
        $first[3] | Should -Be 'is content-equivalent with the topic in'
        foreach ($path in $plan.Step[0].CoveredPaths) { $first | Should -Contain "`t$path" }
        $first | Should -Contain 'conflicts with the topic in 14 paths, after this merge in none.'
        $last = @(Invoke-Git log -1 --format=%B told)
        $last[0] | Should -Be 'Merge linus into WIP.x86/pti.base'
        $last | Should -Contain 'in 14 paths.'
    }

    It 'stops where upstream has moved under the plan, and a tree in it is not what the merge gives' {
        $null = Invoke-Git branch moving linus
        $stale = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream moving
        $null = Invoke-Git branch -f moving linus^
        $refs = "$(Invoke-Git for-each-ref)"
        $null = $stale | Invoke-MergePlan -Repository $sample -Branch never -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MergePlanStale,*'
        $plan.Step[1].Tree = $plan.Step[0].Tree
        $null = $plan | Invoke-MergePlan -Repository $sample -Branch never -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MergePlanStale,*'
        "$(Invoke-Git for-each-ref)" | Should -Be $refs
    }

    It 'stops where the topic has moved under the plan' {
        $null = Invoke-Git branch stale WIP.x86/pti.base
        $stale = Find-ContentEquivalentMerge -Repository $sample -Topic stale -Upstream linus
        $null = Invoke-Git branch -f stale v4.14
        $null = $stale | Invoke-MergePlan -Repository $sample -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MergePlanStale,*'
        Invoke-Git rev-parse stale | Should -Be (Invoke-Git rev-parse 'v4.14^{commit}')
    }
}
