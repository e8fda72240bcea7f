BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    $sample = [System.IO.Path]::Combine("$TestDrive", 'sample')
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
    function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" }
    # The nine upstream commits that the base picks, in its order.
    $sources = @((Invoke-Git log --reverse --format=%B 'v4.14..WIP.x86/pti.base') -match '^\(cherry picked from commit' -replace '.* ([0-9a-f]{40})\)', '$1')
}

Describe 'Find-ContentEquivalentMerge' {
    It 'finds the versions after which <topic> merges without a conflict, and git agrees' -ForEach @(
        @{ topic = 'WIP.x86/pti.base'; naive = 14; steps = 2 }
        @{ topic = 'x86/pti'; naive = 17; steps = 3 }
    ) {
        $before = Get-State
        $plan = Find-ContentEquivalentMerge -Repository $sample -Topic $topic -Upstream linus
        $plan.NaiveConflicts | Should -Be $naive
        $plan.RemainingConflicts | Should -Be 0
        @($plan.Step).Count | Should -Be $steps
        $plan.Step[-1].Upstream | Should -Be (Invoke-Git rev-parse linus)
        Get-State | Should -Be $before
        $null = Invoke-Git switch -q --detach $topic
        foreach ($step in $plan.Step) {
            $step.Conflicts | Should -Be 0
            $null = Invoke-Git -c user.name=T -c user.email=t@example.com merge -q --no-edit --no-ff $step.Upstream
            $LASTEXITCODE | Should -Be 0
            Invoke-Git rev-parse 'HEAD^{tree}' | Should -Be $step.Tree
        }
        $null = Invoke-Git switch -q x86/pti
    }

    It 'has one step where nothing conflicts' {
        $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream upstream-base
        @($plan.Step).Count | Should -Be 1
        $plan.NaiveConflicts | Should -Be 0
    }
}
