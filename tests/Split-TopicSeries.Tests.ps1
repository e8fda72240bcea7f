BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    # base; topic has "one" and "two" on it, and on them a file of its own.
    function New-Topic([string] $Name) {
        $null = New-Series $Name
        Invoke-Git reset -q --hard main~1
        Invoke-Git branch -m main topic
        Write-File own 'own'
        Invoke-Git add -A; Invoke-Git commit -q -m own
        $script:tip = Invoke-Git rev-parse topic
        $script:split = @{ Topic = 'topic'; Since = 'base'; Optional = 'own'; Repository = $script:folder }
        $script:both = $script:split + @{ Branch = 'kept'; OptionalBranch = 'rest' }
    }
}

Describe 'Split-TopicSeries' {
    It 'writes two branches without asking, as git picks them' {
        New-Topic 'bare'
        $result = Split-TopicSeries @both
        $result | Should -BeOfType ([MaintainerTools.TopicSplit])
        $result.Verdict, $result.Kept, $result.Optional, $result.Along | Should -Be 'Split', 2, 1, 0
        $result.Applied | Should -BeTrue
        (Invoke-Git log --format=%s base..kept) | Should -Be 'two', 'one'
        (Invoke-Git log --format=%s kept..rest) | Should -Be 'own'
        Invoke-Git rev-parse 'rest^{tree}' | Should -Be (Invoke-Git rev-parse 'topic^{tree}')
        Invoke-Git rev-parse topic | Should -Be $tip
    }

    It 'changes nothing with -WhatIf, and says with -PassThru what would be' {
        New-Topic 'whatif'
        Split-TopicSeries @both -WhatIf | Should -BeNullOrEmpty
        $would = Split-TopicSeries @both -WhatIf -PassThru
        $would.Verdict, $would.Applied | Should -Be 'Split', $false
        Invoke-Git branch --list kept rest | Should -BeNullOrEmpty
    }

    It 'only tells where no branch is named' {
        New-Topic 'tell'
        (Split-TopicSeries @split).Applied | Should -BeFalse
        $piped = Invoke-Git rev-parse topic~1 | Split-TopicSeries topic base -Repository $folder
        $piped.Commit.Part | Should -Contain 'Optional'
    }

    It 'replaces the topic with a backup, and Undo-TopicOperation takes both branches back' {
        New-Topic 'undo'
        $split.Optional = 'topic~2'
        $result = Split-TopicSeries @split -Branch topic -OptionalBranch rest -Confirm:$false
        $result.Verdict | Should -Be 'Split'
        Invoke-Git rev-parse $result.Backup | Should -Be $tip
        (Get-TopicOperation -Repository $folder).Command | Should -Be 'Split-TopicSeries'
        $null = Undo-TopicOperation $result.Operation -Repository $folder -Confirm:$false
        Invoke-Git rev-parse topic | Should -Be $tip
        Invoke-Git branch --list rest | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'has a clear error for <id>' -ForEach @(
        @{ id = 'EmptySeries'; with = @{ Since = 'topic' }; target = 'topic' }
        @{ id = 'OptionalUnknown'; with = @{ Optional = 'nowhere' }; target = 'nowhere' }
        @{ id = 'OptionalOutside'; with = @{ Optional = 'base' }; target = 'base' }
        @{ id = 'RevisionNotFound'; with = @{ Since = 'nowhere' }; target = 'nowhere' }
        @{ id = 'BranchExists'; with = @{ Branch = 'base2' }; target = 'base2' }
        @{ id = 'SameBranch'; with = @{ Branch = 'x'; OptionalBranch = 'x' }; target = 'x' }
    ) {
        New-Topic "error-$id"
        Invoke-Git branch base2 base
        $all = $split + @{}
        foreach ($key in $with.Keys) { $all[$key] = $with[$key] }
        Split-TopicSeries @all -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problem[0].TargetObject | Should -Be $target
    }

    It 'says of what it cannot split why' {
        New-Topic 'all'
        $split.Optional = 'base..topic'
        $result = Split-TopicSeries @split -Branch kept -WarningVariable said -WarningAction SilentlyContinue
        $result.Verdict | Should -Be 'NothingKept'
        $said | Should -BeLike 'Nothing was split:*'
        Invoke-Git branch --list kept | Should -BeNullOrEmpty
    }
}
