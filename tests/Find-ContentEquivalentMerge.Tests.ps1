BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
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

    It 'has no step where upstream is merged already, and nothing is then made of it' {
        $plan = Find-ContentEquivalentMerge -Repository $sample -Topic linus -Upstream v4.14
        $plan.Step.Count | Should -Be 0
        $plan.Reason | Should -Be 'upstream is merged already'
        $before = Get-State
        $plan | Invoke-MergePlan -Repository $sample -Branch none | Should -BeNullOrEmpty
        Get-State | Should -Be $before
    }

    It 'answers the same bare, from a linked worktree and a detached HEAD, and in a shallow clone says that it cannot' {
        $bare = Join-Path $TestDrive 'bare'
        $linked = Join-Path $TestDrive 'linked'
        $shallow = Join-Path $TestDrive 'shallow'
        $null = & git clone -q --bare $sample $bare 2>&1
        $null = Invoke-Git worktree add -q --detach $linked linus 2>&1
        $null = & git clone -q --bare --depth 5 --no-single-branch "file://$sample" $shallow 2>&1
        $steps = (Find-ContentEquivalentMerge -Repository $bare -Topic WIP.x86/pti.base -Upstream linus).Step.Upstream
        (Find-ContentEquivalentMerge -Repository $linked -Topic WIP.x86/pti.base -Upstream HEAD).Step.Upstream | Should -Be $steps
        $null = Find-ContentEquivalentMerge -Repository $shallow -Topic WIP.x86/pti.base -Upstream linus -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MergeNotVerified,*'
        (Test-ContentEquivalentMerge -Repository $shallow -Base WIP.x86/pti.base -Upstream linus -Since v4.14).Verdict | Should -Be 'NotVerified'
        @(Test-MergeResolution -Repository $shallow -Since v4.14 -Topic linus | Where-Object { $_.Verdict -eq 'NotVerified' }).Count | Should -BeGreaterThan 0
    }

    It 'has one step where nothing conflicts' {
        $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream upstream-base
        @($plan.Step).Count | Should -Be 1
        $plan.NaiveConflicts | Should -Be 0
    }

    It 'plans the merges of the base first with -Base, which git carries out without a conflict' {
        # main changes two places, then the second again; the base picked the first change, and the topic goes on beside its first place.
        $small = Join-Path $TestDrive 'small'
        function Invoke-SmallGit { & git -C $small -c user.name=T -c user.email=t@example.com @args }
        function Add-Version([string[]] $Line, [string] $Subject) {
            Set-Content "$small/a" (($Line -join "`n") + "`n") -NoNewline
            Invoke-SmallGit add a
            Invoke-SmallGit commit -q -m $Subject
        }
        $null = & git init -q -b main $small
        $line = 1..30 | ForEach-Object { "line $_" }
        Add-Version $line 'root'
        Invoke-SmallGit branch base
        $line[9], $line[19] = 'line ten', 'line twenty'
        Add-Version $line 'picked'
        $version = Invoke-SmallGit rev-parse HEAD
        $line[19] = 'line 20 again'
        Add-Version $line 'goes on'
        Invoke-SmallGit switch -q base
        $null = Invoke-SmallGit commit -q --allow-empty -m 'its own'
        $null = Invoke-SmallGit cherry-pick -x $version
        Invoke-SmallGit switch -q -c topic
        $line[19], $line[10] = 'line twenty', 'line eleven'
        Add-Version $line 'the topic''s'
        (Find-ContentEquivalentMerge -Repository $small -Topic topic -Upstream main).RemainingConflicts | Should -BeGreaterThan 0
        $plan = Find-ContentEquivalentMerge -Repository $small -Topic topic -Base base -Upstream main
        $plan.RemainingConflicts | Should -Be 0
        $plan.Base, $plan.BaseSha | Should -Be 'base', (Invoke-SmallGit rev-parse base)
        $plan.Step.Upstream | Should -Be $version, (Invoke-SmallGit rev-parse main)
        Invoke-SmallGit switch -q --detach base
        foreach ($step in $plan.Step) {
            $null = Invoke-SmallGit merge -q --no-edit --no-ff $step.Upstream
            $LASTEXITCODE | Should -Be 0
        }
        Invoke-SmallGit tag based
        Invoke-SmallGit switch -q --detach topic
        $null = Invoke-SmallGit merge -q --no-edit --no-ff based
        $LASTEXITCODE | Should -Be 0
        Invoke-SmallGit rev-parse 'HEAD^{tree}' | Should -Be $plan.Step[-1].Tree
    }

    It 'says which -Base the topic does not stand on' {
        Find-ContentEquivalentMerge -Repository $sample -Topic x86/pti -Base review -Upstream linus -ErrorAction SilentlyContinue -ErrorVariable problem |
            Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TopicNotOnBase,*'
        $problem[0].TargetObject | Should -Be 'review'
    }
}
