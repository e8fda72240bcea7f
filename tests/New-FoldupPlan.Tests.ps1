BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    # base; "one" and "two" write a line of f each, next to each other; "three" adds a function and its file.
    function New-Series([string] $Name) {
        $script:folder = Join-Path $TestDrive $Name
        $null = New-Item $script:folder -ItemType Directory
        Initialize-Repository
        Write-File f @(1..9)
        Write-File main.c 'void start(void)', '{', 'early();', 'late();', '}'
        Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git tag base
        Write-File f (@(1..5) + 'one' + @(6..9)); Invoke-Git commit -q -a -m one
        Write-File f (@(1..5) + 'one' + 'two' + @(6..9)); Invoke-Git commit -q -a -m two
        Write-File three.c 'void three_init(void) { }'; Invoke-Git add -A; Invoke-Git commit -q -m 'three: add three_init()'
        $script:one, $script:two, $script:three = Invoke-Git rev-list --reverse base..main
    }
}

Describe 'New-FoldupPlan' {
    BeforeAll { New-Series 'plan' }

    It 'routes the work tree and says why' {
        Write-File f (@(1..5) + 'one!' + 'two' + @(6..8) + '9!')
        Write-File main.c 'void start(void)', '{', 'early();', 'three_init();', 'late();', '}'
        $objects = Invoke-Git count-objects -v
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -WorkTree
        $plan | Should -BeOfType ([MaintainerTools.FoldupPlan])
        $plan.Source | Should -Be 'WorkTree'
        $plan.Item.Count | Should -Be 2
        $plan.Item[0].Target | Should -Be $one
        $plan.Item[0].ReasonKind | Should -Be 'LineOverlap'
        $plan.Item[0].Candidate | Should -Contain $two
        $plan.Item[1].File | Should -Be 'main.c'
        $plan.Item[1].Target | Should -Be $three
        $plan.Item[1].ReasonKind | Should -Be 'Symbol'
        $plan.Unplaced.Count | Should -Be 1
        $plan.Unplaced[0].ReasonKind | Should -Be 'BaseReached'
        (Invoke-Git count-objects -v) -join ';' | Should -Be ($objects -join ';')
        Invoke-Git checkout -q -- .
    }

    It 'takes fixups by range, by branch and from the pipeline' {
        Invoke-Git checkout -q -b review
        Write-File f (@(1..5) + 'one!' + 'two' + @(6..9)); Invoke-Git commit -q -a -m 'feedback 1'
        Write-File f (@(1..5) + 'one!' + 'two!' + @(6..9)); Invoke-Git commit -q -a -m 'feedback 2'
        Invoke-Git checkout -q main
        $byRange = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup main..review
        $byBranch = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup review
        $byPipeline = Invoke-Git rev-list --reverse main..review | New-FoldupPlan -Repository $folder -Topic main -Since base
        foreach ($plan in $byRange, $byBranch, $byPipeline) {
            $plan.Item | ForEach-Object Target | Should -Be @($one, $two)
            $plan.Fixup.Count | Should -Be 2
        }
        New-FoldupPlan -Repository $folder -Topic review -Since base -Fixup main..review | ForEach-Object { $_.Branch } | Should -Be 'refs/heads/review'
    }

    It 'finds the fixup! commits of the series by itself' {
        Invoke-Git checkout -q -b auto main
        Write-File f (@(1..5) + 'one' + 'two!' + @(6..9)); Invoke-Git commit -q -a -m 'fixup! two'
        $plan = New-FoldupPlan -Repository $folder -Since base
        $plan.Item[0].Target | Should -Be $two
        $plan.Item[0].Confidence | Should -Be 1
        Invoke-Git checkout -q main
    }

    It 'takes patches, and changes that need no fixup' {
        $mbox = Join-Path $TestDrive 'review.mbox'
        & git -C $folder format-patch --stdout main..review > $mbox
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -Patch $mbox
        $plan.Item | ForEach-Object Target | Should -Be @($one, $two)
        $plan.Step.Count | Should -Be 2
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -Action Rename -From three_init -To init_three
        $plan.Item | ForEach-Object { "$($_.Kind) $($_.Target)" } | Should -Be @("Identifier $three", "Message $three")
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -Action Reword -Target $two -Message 'better'
        $plan.Item[0].NewMessage | Should -Be "better`n"
        (New-FoldupPlan -Repository $folder -Topic review -Since base -Churn).Item | ForEach-Object Target | Should -Be @($one, $two)
    }

    It 'leaves subjects and the ends of paths readable in a table of 80 columns' {
        $view = [xml](Get-Content "$(Split-Path $manifest)/lib/Views/FoldupItem.Format.ps1xml" -Raw)
        $fixed = 0
        foreach ($width in $view.SelectNodes('//TableColumnHeader/Width')) { $fixed += 1 + [int]$width.InnerText }
        80 - $fixed | Should -BeGreaterOrEqual 20
        $cells = @($view.SelectNodes('//TableColumnItem/ScriptBlock') | ForEach-Object { [scriptblock]::Create($_.InnerText) })
        $item = [MaintainerTools.FoldupItem]@{ File = 'f.c'; Hunk = "@@ -3,2 +12 @@`n"; Reason = 'why not'; TargetSubject = 'one' }
        $item | ForEach-Object $cells[0] | Should -Be '-'
        $item | ForEach-Object $cells[1] | Should -BeNullOrEmpty
        $item | ForEach-Object $cells[3] | Should -Be 'why not'
        $item | ForEach-Object $cells[2] | Should -Be 'f.c:12'
        $item.Target = '1234567890abcdef'
        $item | ForEach-Object $cells[0] | Should -Be '1234567890ab'
        $item | ForEach-Object $cells[3] | Should -Be 'one (None)'
        $item.File = 'arch/x86/include/asm/pgtable_64.h'
        $item | ForEach-Object $cells[2] | Should -Be "$([char]0x2026)e/asm/pgtable_64.h:12"
        # Of a reason no word is broken, and nothing is cut.
        $long = [MaintainerTools.FoldupItem]@{ File = 'f.c'; Hunk = "@@ -3,2 +12 @@`n-old`n+new`n" }
        $long.Reason = 'it stands between lines of several commits: one and two'
        $lines = ($long | ForEach-Object $cells[3]).Split("`n")
        $lines | ForEach-Object Length | Should -BeLessOrEqual 39
        ($lines[0..($lines.Count - 2)] -join ' ') | Should -Be $long.Reason
        $lines[-1] | Should -Be '-old +new'
        $item.File, $item.Kind = 'f.c', 'Create'
        $item | ForEach-Object $cells[2] | Should -Be 'f.c (create)'
        $item.File, $item.Kind = '', 'Message'
        $item | ForEach-Object $cells[2] | Should -Be '(message)'
    }

    It 'sets a target by hand' {
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup review
        $plan.Set($plan.Item[0], $two)
        $plan.Item[0].ReasonKind | Should -Be 'Manual'
        $plan.Item[0].Target | Should -Be $two
    }

    It 'begins where the topic leaves its upstream branch, and is applied from anywhere' {
        New-Series 'upstream'
        Push-Location $folder
        try {
            $problem = $null
            New-FoldupPlan -Staged -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'SinceNeeded,*'
            Invoke-Git branch below base
            Invoke-Git branch -q --set-upstream-to=below main
            Write-File f (@(1..5) + 'one!' + 'two' + @(6..9)); Invoke-Git add f
            $plan = New-FoldupPlan -Staged
        }
        finally { Pop-Location }
        $plan.Since | Should -Be (Invoke-Git rev-parse base)
        $rewrite = $plan | Invoke-FoldupPlan -Confirm:$false
        $rewrite.Applied | Should -BeTrue
        Invoke-Git show 'main~2:f' | Should -Contain 'one!'
        $null = $rewrite | Undo-FoldupPlan -Confirm:$false
        Invoke-Git rev-parse main | Should -Be $rewrite.OldTip
    }

    It 'leaves what others hold' {
        New-Series 'published'
        Write-File f (@(1..5) + 'one!' + 'two' + @(6..9)); Invoke-Git commit -q -a -m 'fixup! one'
        Invoke-Git tag v1 $one
        $left = New-FoldupPlan -Repository $folder -Since base
        $left.Item | Should -BeNullOrEmpty
        $left.Unplaced[0].ReasonKind | Should -Be 'Published'
        $left.Unplaced[0].Reason | Should -BeLike "*the tag v1 holds it*"
        (New-FoldupPlan -Repository $folder -Since base -AllowPublished).Item[0].TargetSubject | Should -Be 'one'
    }

    It 'folds with -OwnOnly into the commits of whom git takes for the author: <by>' -ForEach @(
        @{ by = 'GIT_AUTHOR_EMAIL'; set = @{ GIT_AUTHOR_EMAIL = 'own@example.org'; EMAIL = 'x@example.org' }; config = @{ 'author.email' = 'x@example.org' } }
        @{ by = 'author.email'; set = @{ EMAIL = 'x@example.org' }; config = @{ 'author.email' = 'own@example.org'; 'user.email' = 'x@example.org' } }
        @{ by = 'user.email'; set = @{ EMAIL = 'x@example.org' }; config = @{ 'user.email' = 'own@example.org' } }
        @{ by = 'user.email of another'; set = @{}; config = @{ 'user.email' = 'other@example.org' } }
    ) {
        New-Series "identity of $by"
        Write-File g (1..9); Invoke-Git add g; Invoke-Git commit -q -m own --author 'Own <own@example.org>'
        Write-File g (@(1..4) + 'five' + @(6..9)); Invoke-Git add g
        $names = 'GIT_AUTHOR_EMAIL', 'GIT_AUTHOR_NAME', 'EMAIL'
        $before = @{}
        foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $names) { if ($null -eq $set[$name]) { Remove-Item "env:$name" -ErrorAction Ignore } else { Set-Item "env:$name" $set[$name] } }
            Invoke-Git config user.name Somebody
            foreach ($key in $config.Keys) { Invoke-Git config $key $config[$key] }
            $isOwn = (Invoke-Git var GIT_AUTHOR_IDENT) -match '<own@example.org>'
            $plan = New-FoldupPlan -Repository $folder -Since base -Staged -OwnOnly
        }
        finally {
            foreach ($name in $names) {
                if ($null -eq $before[$name]) { Remove-Item "env:$name" -ErrorAction Ignore } else { Set-Item "env:$name" $before[$name] }
            }
        }
        $isOwn | Should -Be ($by -notlike '*another')
        if ($isOwn) { $plan.Item | ForEach-Object TargetSubject | Should -Be 'own' }
        else { $plan.Unplaced | ForEach-Object ReasonKind | Should -Be 'OtherAuthor' }
    }

    It 'takes patches by wildcards and says which ones the series has already' {
        New-Series 'patches'
        $out = Join-Path $TestDrive 'patches-out'
        $null = Invoke-Git format-patch -q -o $out base..main
        Write-File f (@(1..5) + 'one!' + 'two' + @(6..9))
        Set-Content (Join-Path $out '9.patch') ((Invoke-Git diff) + '' -join "`n")
        Invoke-Git checkout -q f
        $plan = New-FoldupPlan -Repository $folder -Topic main -Since base -Patch "$out/*.patch" -WarningVariable said -WarningAction SilentlyContinue
        $plan.Item | ForEach-Object TargetSubject | Should -Be 'one'
        $said.Count | Should -Be 3
        "$($said[0])" | Should -BeLike "*is * of the series: it is not folded in again."
    }

    It 'reports <id> as an error that does not terminate' -ForEach @(
        @{ id = 'RevisionNotFound'; splat = @{ Topic = 'nosuch'; Since = 'base' } }
        @{ id = 'EmptySeries'; splat = @{ Topic = 'base'; Since = 'main' } }
        @{ id = 'ActionNeeds'; splat = @{ Topic = 'main'; Since = 'base'; Action = 'Rename'; From = 'a' } }
        @{ id = 'ActionNeeds'; splat = @{ Topic = 'main'; Since = 'base'; Action = 'Reword'; Target = 'main'; Message = " `n" } }
        @{ id = 'RenameToItself'; splat = @{ Topic = 'main'; Since = 'base'; Action = 'Rename'; From = 'a'; To = 'a' } }
        @{ id = 'IdentifierNotFound'; splat = @{ Topic = 'main'; Since = 'base'; Action = 'Rename'; From = 'nowhere'; To = 'b' } }
        @{ id = 'MailUnreadable'; splat = @{ Topic = 'main'; Since = 'base'; Patch = 'nosuch.patch' } }
        @{ id = 'MailUnreadable'; splat = @{ Topic = 'main'; Since = 'base'; Patch = 'nosuch*.patch' } }
        @{ id = 'FixupNotFound'; splat = @{ Topic = 'main'; Since = 'base'; Fixup = 'base' } }
        @{ id = 'TopicNotCheckedOut'; splat = @{ Topic = 'base~0'; Since = 'base'; WorkTree = $true } }
    ) {
        $problem = $null
        New-FoldupPlan -Repository $folder @splat -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
