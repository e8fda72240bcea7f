BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"

    # What comes out of the cmdlet on the left goes into the one on the right: the parameters that are not written are bound from the object.
    # from: the objects; into: the next cmdlet, run in another folder, of which no parameter names the repository; says: what must come out.
    $pairs = @(
        @{ pair = 'New-SampleTopicRepository | Get-MergeBaseCost'; from = { $made }
            into = { $given | Get-MergeBaseCost -Since v4.14 -Candidate WIP.x86/pti.base }
            says = { $args[0].Commits | Should -Be 63 } }
        @{ pair = 'Find-MergeBaseCandidate | Get-MergeBaseCost'; from = { $candidates }; into = { $given | Get-MergeBaseCost }
            says = { $args.Count | Should -Be $candidates.Count; $args.PicksToMake | Should -Contain 9 } }
        @{ pair = 'Find-MergeBaseCandidate | Invoke-CherryPickBase'; from = { $candidates | Where-Object IsExisting | Select-Object -First 1 }
            into = { $given | Invoke-CherryPickBase -Branch made -WhatIf }; says = { $args.Status | Should -Contain 'Picked' } }
        @{ pair = 'Find-MergeBaseCandidate | Test-CherryPickBase'; from = { $candidates | Where-Object IsExisting | Select-Object -First 1 }
            into = { $given | Test-CherryPickBase -Upstream linus 6> $null }; says = { $args.Source | Should -Contain $sources[0] } }
        @{ pair = 'Get-MergeBaseCost | Get-MergeForecast'; from = { Get-MergeBaseCost -Repository $sample v4.14 upstream-base }
            into = { $given | Get-MergeForecast -Ours v4.14 }; says = { $args.Verdict | Should -Be 'FastForward' } }
        @{ pair = 'Get-MergeBaseCost | Test-ContentEquivalentMerge'; from = { Get-MergeBaseCost -Repository $sample v4.14 linus }
            into = { $given | Test-ContentEquivalentMerge -Base WIP.x86/pti.base }; says = { $args.UpstreamSha | Should -Be (Invoke-Git rev-parse linus) } }
        @{ pair = 'Find-BackportCandidate | Get-BackportForecast'; from = { $listed }; into = { $given | Get-BackportForecast }
            says = { $args.Count | Should -Be $listed.Count; @($args.Target | Sort-Object -Unique) | Should -Be 'linux-4.9.y', 'v4.14' } }
        @{ pair = 'Find-BackportCandidate | Find-CherryPickPrerequisite'; from = { $listed | Select-Object -First 2 }
            into = { $given | Find-CherryPickPrerequisite }; says = { $args.Onto | Should -Be 'linux-4.9.y', 'linux-4.9.y' } }
        @{ pair = 'Find-BackportCandidate | Find-FollowupFix'; from = { $listed }; into = { $given | Find-FollowupFix }
            says = { } }
        @{ pair = 'Find-BackportCandidate | Set-BackportDecision'; from = { $listed | Select-Object -First 1 }
            into = { $given | Set-BackportDecision -Decision Later -WhatIf -PassThru }; says = { $args.Target | Should -Be 'linux-4.9.y' } }
        @{ pair = 'Find-BackportCandidate | Invoke-CherryPickBase'; from = { $listed | Where-Object Target -EQ v4.14 | Select-Object -First 1 }
            into = { $given | Invoke-CherryPickBase -Branch next -WhatIf }; says = { $args.Target | Should -Be 'v4.14' } }
        @{ pair = 'Find-BackportCandidate | Get-BackportDecision'; from = { $listed }; into = { $given | Get-BackportDecision }; says = { } }
        @{ pair = 'Find-FollowupFix | Get-BackportForecast'; from = { $fixes }; into = { $given | Get-BackportForecast }
            says = { $args.Count | Should -Be @($fixes.Commit | Sort-Object -Unique).Count; $args.Target | Should -Contain 'linux-4.9.y' } }
        @{ pair = 'Find-FollowupFix | Set-BackportDecision'; from = { $fixes | Select-Object -First 1 }
            into = { $given | Set-BackportDecision -Decision NotNeeded -WhatIf -PassThru }; says = { $args.Target | Should -Be 'linux-4.9.y' } }
        @{ pair = 'Find-FollowupFix | Find-CherryPickPrerequisite'; from = { $fixes | Select-Object -First 1 }
            into = { $given | Find-CherryPickPrerequisite }; says = { $args.Commit | Should -Be $fixes[0].Commit } }
        @{ pair = 'Get-BackportForecast | Find-CherryPickPrerequisite'; from = { $forecasts }; into = { $given | Find-CherryPickPrerequisite -Upstream linus }
            says = { $args.Onto | Should -Be (@('linux-4.9.y') * $forecasts.Count) } }
        @{ pair = 'Get-BackportForecast | Set-BackportDecision'; from = { $forecasts | Select-Object -First 1 }
            into = { $given | Set-BackportDecision -Decision Denied -WhatIf -PassThru }; says = { $args.Commit | Should -Be $forecasts[0].Commit } }
        @{ pair = 'Get-BackportForecast | Invoke-CherryPickBase'; from = { $forecasts }
            into = { $given | Invoke-CherryPickBase -Branch next -WhatIf }; says = { $args.Target | Should -Contain 'linux-4.9.y' } }
        @{ pair = 'Get-BackportForecast | Find-FollowupFix'; from = { $forecasts }; into = { $given | Find-FollowupFix -Upstream linus }; says = { } }
        @{ pair = 'Get-BackportForecast | Export-BackportAnnotation'; from = { $forecasts }; into = { $given | Export-BackportAnnotation -Format GitHub }
            says = { } }
        @{ pair = 'Get-BackportForecast -Matrix | Export-BackportMail'
            from = { Get-BackportForecast -Repository $sample WIP.x86/pti.base..x86/pti -Target linux-4.9.y -Matrix }
            into = { $given | Export-BackportMail -Path "$TestDrive/drafts.mbox" -PassThru -WhatIf }; says = { $args.Target | Should -Contain 'linux-4.9.y' } }
        @{ pair = 'Find-CherryPickPrerequisite | Get-BackportForecast'
            from = { Find-CherryPickPrerequisite -Repository $sample WIP.x86/pti.base..x86/pti -Onto linux-4.9.y -Upstream linus }
            into = { $given | Get-BackportForecast -FindPrerequisite }; says = { $args.Verdict | Should -Contain 'NeedsPrerequisite' } }
        @{ pair = 'Find-CherryPickPrerequisite | Invoke-CherryPickBase'
            from = { Find-CherryPickPrerequisite -Repository $sample WIP.x86/pti.base..x86/pti -Onto linux-4.9.y -Upstream linus }
            into = { $given | Invoke-CherryPickBase -Branch older -IncludePrerequisite -WhatIf }; says = { $args.Status | Should -Not -Contain 'Conflict' } }
        @{ pair = 'Test-CherryPickBase | Find-FollowupFix'; from = { $picks }; into = { $given | Find-FollowupFix -Upstream linus }
            says = { $args.Count | Should -BeGreaterThan 0 } }
        @{ pair = 'Test-CherryPickBase | Get-BackportForecast'; from = { $picks }; into = { $given | Get-BackportForecast -Target linux-4.9.y }
            says = { $args.Count | Should -Be $picks.Count } }
        @{ pair = 'Find-ContentEquivalentMerge | Invoke-MergePlan'; from = { $merges }; into = { $given | Invoke-MergePlan -Branch merged -WhatIf }
            says = { $args.Count | Should -Be $merges.Step.Count } }
        @{ pair = '(Find-ContentEquivalentMerge).Step | Test-ContentEquivalentMerge'; from = { $merges.Step }
            into = { $given | Test-ContentEquivalentMerge -Base WIP.x86/pti.base }; says = { $args.UpstreamSha | Should -Be $merges.Step.Upstream } }
        @{ pair = 'Find-ContentEquivalentMerge | Test-ContentEquivalentMerge'
            from = { Find-ContentEquivalentMerge -Repository $sample x86/pti linus -Base WIP.x86/pti.base }
            into = { $given | Test-ContentEquivalentMerge }; says = { $args.Base | Should -Be 'WIP.x86/pti.base' } }
        @{ pair = 'Export-MergePlan | Import-MergePlan'; from = { $merges | Export-MergePlan -Path "$TestDrive/merges.json" -PassThru }
            into = { $given | Import-MergePlan | Invoke-MergePlan -Branch merged -WhatIf }; says = { $args.Count | Should -Be $merges.Step.Count } }
        @{ pair = 'Import-ReviewFeedback | New-FoldupPlan'
            from = { Import-ReviewFeedback -Repository $sample -Path "$sample/review.mbox" -Topic x86/pti -Since WIP.x86/pti.base }
            into = { $given | New-FoldupPlan x86/pti WIP.x86/pti.base }; says = { $args.Review.Count | Should -BeGreaterThan 0 } }
        @{ pair = 'New-FoldupPlan | Export-FoldupPlan | Import-FoldupPlan'; from = { $folds }
            into = { $given | Export-FoldupPlan -Path "$TestDrive/folds.json" -PassThru | Import-FoldupPlan | Invoke-FoldupPlan -WhatIf -PassThru }
            says = { $args.Branch | Should -Be 'refs/heads/x86/pti' } }
        @{ pair = 'New-FoldupPlan | Invoke-FoldupPlan | Compare-TopicSeries'; from = { $folds }
            into = { $given | Invoke-FoldupPlan -Branch folded | Compare-TopicSeries -Since WIP.x86/pti.base }
            says = { $args.Status | Should -Contain 'Changed' } }
        @{ pair = 'Get-TopicConflict | Get-MergeForecast'; from = { Get-TopicConflict -Repository $sample x86/pti -Target linus }
            into = { $given | Get-MergeForecast }; says = { $args.Verdict | Should -Be 'Conflict' } }
        @{ pair = 'Get-TopicConflict -Matrix | Find-ContentEquivalentMerge'; from = { Get-TopicConflict -Repository $sample x86/pti -Target linus -Matrix }
            into = { $given | Find-ContentEquivalentMerge -Upstream linus }; says = { $args.RemainingConflicts | Should -Be 0 } }
        @{ pair = 'Get-TopicStatus | Get-BackportForecast'
            from = { Get-TopicStatus -Repository $sample x86/pti WIP.x86/pti.base linus -Target v4.14 | Select-Object -First 2 }
            into = { $given | Get-BackportForecast -Target linux-4.9.y }; says = { $args.Count | Should -Be 2 } }
        @{ pair = 'Move-TopicSeries | Compare-TopicSeries'; from = { Move-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base upstream-base moved }
            into = { $given | Compare-TopicSeries }; says = { $args.Status | Sort-Object -Unique | Should -Be 'Same' } }
        @{ pair = 'Split-TopicSeries | Get-TopicStatus'
            from = { Split-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base arch/x86/mm -WhatIf -PassThru 6> $null }
            into = { $given | Get-TopicStatus -Upstream linus }; says = { $args.Count | Should -BeGreaterThan 10 } }
        @{ pair = 'Get-TopicOperation | Undo-TopicOperation'; from = { Get-TopicOperation -Repository $sample | Select-Object -First 1 }
            into = { $given | Undo-TopicOperation -WhatIf -PassThru }; says = { $args.State | Should -Be 'Undone' } }
        @{ pair = 'strings | Get-MergeForecast'; from = { 'linus', 'v4.14' }; into = { $given | Get-MergeForecast -Repository $sample -Ours x86/pti }
            says = { $args.Theirs | Should -Be 'linus', 'v4.14' } }
        @{ pair = 'Test-SeriesBisectability | Get-BackportForecast'
            from = { Test-SeriesBisectability -Repository $sample x86/pti x86/pti~2 'test -f init/main.c' }
            into = { $given | Get-BackportForecast -Target linux-4.9.y }; says = { $args.Count | Should -Be 2 } }
    ) | Sort-Object { $_.pair -match 'Undo' }
}

BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    $made = [MaintainerTools.SampleTopicRepository]@{ Path = $sample; Repository = $sample }
    $elsewhere = New-Item (Join-Path $TestDrive 'elsewhere') -ItemType Directory
    $candidates = @(Find-MergeBaseCandidate -Repository $sample v4.14 x86/pti linus)
    $listed = @(Find-BackportCandidate -Repository $sample linux-4.9.y, v4.14 -Upstream linus)
    $fixes = @(Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus -MissingFrom linux-4.9.y | Select-Object -First 5)
    $forecasts = @(Get-BackportForecast -Repository $sample x86/pti~3..x86/pti -Target linux-4.9.y)
    $picks = @(Test-CherryPickBase -Repository $sample v4.14 WIP.x86/pti.base linus 6> $null | Where-Object PairedBy -EQ Marker)
    $merges = Find-ContentEquivalentMerge -Repository $sample x86/pti linus
    $folds = New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
}

Describe 'A pipe, from anywhere' {
    It '<pair>' -ForEach $pairs {
        $given = @(& $from)
        $given.Count | Should -BeGreaterThan 0
        Push-Location $elsewhere
        try { $ErrorActionPreference = 'Stop'; $out = @(& $into) }
        finally { Pop-Location }
        . $says @out
        foreach ($result in $out) { if ($result -is [MaintainerTools.RepositoryResult]) { $result.Repository | Should -Be $sample } }
    }
}

Describe 'Objects of two repositories' {
    BeforeAll {
        $other = Join-Path $TestDrive 'other'
        $null = & git clone -q $sample $other 2>&1
        $both = @($listed[0]) + @(Find-BackportCandidate -Repository $other origin/linux-4.9.y -Upstream origin/linus | Select-Object -First 1)
    }

    It 'are answered each in its own' {
        @($both | Get-BackportForecast).Repository | Sort-Object | Should -Be (@($other, $sample) | Sort-Object)
    }

    It 'are refused where one answer is made of all' {
        $null = $both | Set-BackportDecision -Decision Later -WhatIf -PassThru -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'SeveralRepositories,*'
        $refused[0].TargetObject | Should -Not -BeNullOrEmpty
    }

    It 'count for less than -Repository' {
        @($listed[0] | Get-BackportForecast -Repository $other -Target origin/linux-4.9.y -Upstream origin/linus).Repository | Should -Be $other
    }
}

Describe 'What leaves the session' {
    BeforeDiscovery {
        $everyType = [MaintainerTools.ModuleInfo]::ResultTypes | ForEach-Object { @{ type = $_.FullName } }
    }

    BeforeAll {
        # One result of each cmdlet that has any in the sample, as tests/EveryCmdlet.ps1 calls them.
        $out = New-Item (Join-Path $TestDrive 'out') -ItemType Directory
        $kept = New-Item (Join-Path $TestDrive 'kept') -ItemType Directory
        $null = $folds | Export-FoldupPlan -Path $kept/plan.json
        $null = $merges | Export-MergePlan -Path $kept/merge.json
        $null = Test-SeriesBisectability -Repository $sample x86/pti x86/pti~2 'test -f init/main.c' -ResultPath $kept/results.json
        . "$PSScriptRoot/EveryCmdlet.ps1"
        $results = foreach ($name in $everyCall.Keys) {
            & $everyCall[$name] 3> $null 6> $null 2> $null | Where-Object { $_.GetType().Assembly.GetName().Name -eq 'MaintainerTools' } |
                Group-Object { $_.GetType() } | ForEach-Object { @{ Cmdlet = $name; Result = $_.Group[0] } }
        }
    }

    It 'is written whole, and comes back as <type>' -ForEach $everyType {
        (Get-TypeData $type).SerializationDepth | Should -BeGreaterOrEqual 8
        (Get-TypeData "Deserialized.$type").TargetTypeForDeserialization | Should -Be $type
    }

    It 'comes back from Clixml as it was' {
        $results.Count | Should -BeGreaterThan 20
        foreach ($one in $results) {
            $one.Result | Export-Clixml "$TestDrive/one.xml"
            $back = Import-Clixml "$TestDrive/one.xml"
            $back.GetType() | Should -Be $one.Result.GetType() -Because $one.Cmdlet
            ConvertTo-Json $back -Depth 9 | Should -BeExactly (ConvertTo-Json $one.Result -Depth 9) -Because $one.Cmdlet
        }
    }

    It 'comes back from a job, and goes on from there' {
        $job = Start-Job -ScriptBlock {
            Import-Module $using:manifest
            New-FoldupPlan -Repository $using:sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
            Find-ContentEquivalentMerge -Repository $using:sample x86/pti linus
        }
        $plans = @($job | Receive-Job -Wait -AutoRemoveJob)
        $plans[0].Repository | Should -Be $sample
        ($plans[0] | Invoke-FoldupPlan -WhatIf -PassThru 6> $null).NewTip | Should -Be ($folds | Invoke-FoldupPlan -WhatIf -PassThru 6> $null).NewTip
        @($plans[1] | Invoke-MergePlan -Branch other -WhatIf).Tree | Should -Be $merges.Step.Tree
    }

    It 'is refused by its type where another is wanted' {
        $picks[0] | Invoke-FoldupPlan -WhatIf -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectMissingMandatory,*'
        { Invoke-FoldupPlan -Plan $merges } | Should -Throw '*MaintainerTools.MergePlan*MaintainerTools.FoldupPlan*'
    }

    It 'has values alone with -Flat' {
        foreach ($name in $everyCall.Keys) {
            $call = $everyCall[$name].ToString() -replace "\b$name\b(?! *=)", "$name -Flat"
            $flat = @(& ([scriptblock]::Create($call)) 3> $null 6> $null 2> $null | Where-Object { $_.PSTypeNames[0] -like 'MaintainerTools.*#Flat' })
            foreach ($group in $flat | Group-Object { $_.PSTypeNames[0] }) {
                $csv = $group.Group | ConvertTo-Csv
                $csv -match 'System\.|MaintainerTools\.[A-Z]\w+(\[\])?"' | Should -BeNullOrEmpty -Because $name
            }
            foreach ($one in $results | Where-Object { $_.Cmdlet -eq $name }) {
                $flat.ForEach{ $_.PSTypeNames[0] } | Should -Contain "$($one.Result.GetType())#Flat" -Because $name
            }
        }
    }
}
