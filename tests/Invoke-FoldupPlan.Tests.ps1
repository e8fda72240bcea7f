BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    . "$PSScriptRoot/SigningKeys.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    # Refs and their logs, index, files and objects.
    function Get-State {
        @(Invoke-Git for-each-ref; Invoke-Git reflog --all; Invoke-Git ls-files -s; Invoke-Git status --porcelain --ignored; Invoke-Git worktree list
            Invoke-Git count-objects -v; Invoke-Git cat-file --batch-all-objects --batch-check) -join "`n"
    }
}

Describe 'Invoke-FoldupPlan' {
    It 'rewrites the series and moves the branch once' {
        $rewrite = New-Series 'bare' | Invoke-FoldupPlan -Repository "$TestDrive/bare" -Confirm:$false
        $rewrite | Should -BeOfType ([MaintainerTools.SeriesRewrite])
        $rewrite.Applied | Should -BeTrue
        $rewrite.OldTip | Should -Be $tip
        $rewrite.NewTip | Should -Be (Invoke-Git rev-parse main)
        Invoke-Git rev-parse 'main^{tree}' | Should -Be $tree
        Invoke-Git rev-parse $rewrite.Backup | Should -Be $tip
        $rewrite.Commit | ForEach-Object { "$($_.Subject) $($_.Status)" } | Should -Be @('one Folded', 'two Rebased', 'feedback Absorbed')
        Invoke-Git diff --stat $tip main | Should -BeNullOrEmpty
        (Invoke-Git show main~1:f) -join ' ' | Should -Be '1 2 3 4 5 one! 6 7 8 9'
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
        (Invoke-Git reflog -1 main) -join ' ' | Should -Match 'foldup: 1 changes folded'
    }

    It 'changes nothing with -WhatIf, and is silent' {
        $plan = New-Series 'whatif'
        $objects = (Invoke-Git count-objects -v) -join ';'
        $refs = (Invoke-Git for-each-ref) -join ';'
        $plan | Invoke-FoldupPlan -Repository $folder -WhatIf | Should -BeNullOrEmpty
        (Invoke-Git count-objects -v) -join ';' | Should -Be $objects
        (Invoke-Git for-each-ref) -join ';' | Should -Be $refs
    }

    It 'says with -WhatIf -PassThru what would be' {
        $rewrite = New-Series 'both' | Invoke-FoldupPlan -Repository "$TestDrive/both" -WhatIf -PassThru
        $rewrite.Applied | Should -BeFalse
        $rewrite.Tree | Should -Be $tree
        $rewrite.Folded | Should -Be 1
        Invoke-Git rev-parse main | Should -Be $tip
    }

    It 'puts out the rewrite with -PassThru too' {
        $rewrite = New-Series 'passthru' | Invoke-FoldupPlan -Repository "$TestDrive/passthru" -PassThru -Confirm:$false
        @($rewrite).Count | Should -Be 1
        $rewrite.Applied | Should -BeTrue
    }

    It 'makes a new branch without asking and leaves the topic alone' {
        $rewrite = New-Series 'branch' | Invoke-FoldupPlan -Repository "$TestDrive/branch" -Branch folded
        $rewrite.Branch | Should -Be 'refs/heads/folded'
        $rewrite.Backup | Should -BeNullOrEmpty
        Invoke-Git rev-parse main | Should -Be $tip
        Invoke-Git rev-parse 'folded^{tree}' | Should -Be $tree
    }

    It 'follows a target that was set by hand' {
        $plan = New-Series 'edited'
        $plan.Item[0].Target = Invoke-Git rev-parse main~1
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        $rewrite.Commit | ForEach-Object { "$($_.Subject) $($_.Status)" } | Should -Be @('one Kept', 'two Folded', 'feedback Absorbed')
    }

    It 'leaves out what was filtered away, and loses nothing' {
        $plan = New-Series 'filtered'
        $plan.Item = @()
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        $rewrite.Unplaced.Count | Should -Be 1
        Invoke-Git rev-parse main | Should -Be $tip
    }

    It 'writes only what passes the test' {
        $plan = New-Series 'tested'
        $problem = $null
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Test 'exit 3' -PassThru -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RewriteTestFailed,*'
        $rewrite.Applied | Should -BeFalse
        $rewrite.Test[0].ExitCode | Should -Be 3
        Invoke-Git rev-parse main | Should -Be $tip
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Test 'exit 0' -Confirm:$false
        $rewrite.Test | ForEach-Object { "$($_.Result)" } | Should -Be @('Pass', 'Pass')
        $rewrite.Commit[0].Diff | Should -Match 'one!'
    }

    It 'tests in a checkout in which git works, and leaves no object behind' {
        $plan = New-Series 'tested-git'
        Invoke-Git tag -a -m v1 v1 base
        $objects = (Invoke-Git count-objects -v) -join ';'
        $worktrees = (Invoke-Git worktree list) -join ';'
        $test = 'test "$(git rev-parse HEAD)" = "$MAINTAINERTOOLS_COMMIT" && test -z "$(git status --porcelain)" && ' +
            'git describe --dirty && git log --format=%s -1 && git rev-parse --show-toplevel && exit 1'
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Test $test -PassThru -Confirm:$false -ErrorAction SilentlyContinue
        "$($rewrite.Test[0].Result)" | Should -Be 'Fail'
        $log = $rewrite.Test[0].Log.Split("`n")
        $log[0] | Should -Be "v1-1-g$($rewrite.Test[0].Commit.Substring(0, 7))"
        $log[1] | Should -Be 'one'
        $log[2] | Should -Not -Exist
        (Invoke-Git count-objects -v) -join ';' | Should -Be $objects
        (Invoke-Git worktree list) -join ';' | Should -Be $worktrees
    }

    # Windows has no signals: there is no killing oneself from the command, nor a Ctrl+C for a process without a console.
    It 'leaves everything as it was when <signal> comes while the test runs on <subject>' -Skip:$IsWindows -ForEach @(
        @{ signal = 'KILL'; subject = 'one' }
        @{ signal = 'KILL'; subject = 'two' }
        @{ signal = 'INT'; subject = 'one' }
        @{ signal = 'INT'; subject = 'two' }
    ) {
        # A shell that was started in the background may hand on that SIGINT is ignored; nothing can be interrupted then.
        if ($signal -eq 'INT') {
            & /bin/sh -c 'kill -INT $$; exit 7'
            if ($LASTEXITCODE -eq 7) { Set-ItResult -Skipped -Because 'SIGINT is ignored here'; return }
        }
        $null = New-Series "signal-$signal-$subject"
        Write-File g 'staged'; Invoke-Git add g; Invoke-Git commit -q --amend --no-edit
        $temporary = "$folder-tmp"
        $null = New-Item $temporary -ItemType Directory
        # Whoever reads from the pipe waits for good: the command ends only because it is ended.
        & mkfifo "$folder-pipe"
        $script = "$folder.ps1"
        Set-Content $script @"
Import-Module '$manifest'
`$plan = New-FoldupPlan -Repository '$folder' -Topic main -Since base -Fixup main~1..main
`$test = 'test "`$(git log -1 --format=%s)" != $subject || { kill -$signal `$PPID; exec cat "$folder-pipe"; }'
`$plan | Invoke-FoldupPlan -Repository '$folder' -Test `$test -Confirm:`$false
'went on'
"@
        $before = Get-State
        $process = Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', $script -Environment @{ TMPDIR = $temporary }
        try {
            $process.StandardInput.Close()
            # Only so that a defect does not hang the run.
            $process.WaitForExit(120000) | Should -BeTrue
            # pwsh tells an interrupted script from one that ended as little as it can: both exit with 0.
            if ($signal -eq 'KILL') { $process.ExitCode | Should -Not -Be 0 }
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
            # Lets go what is still waiting: of a killed process, the command is left.
            [System.IO.File]::Open("$folder-pipe", 'Open', 'ReadWrite').Dispose()
            $process.StandardOutput.ReadToEnd() | Should -Not -Match 'went on'
            $process.Dispose()
        }
        Get-State | Should -BeExactly $before
        Invoke-Git fsck --strict --no-progress 2>&1 | Should -BeNullOrEmpty
        # Only who is killed leaves the checkout; the next run removes it.
        @(Get-ChildItem $temporary -Directory).Count | Should -Be ([int]($signal -eq 'KILL'))
        (Get-Content $script -Raw).Replace("kill -$signal", ': ') | Set-Content $script
        Remove-Item "$folder-pipe"
        $null = New-Item "$folder-pipe"
        $process = Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', $script -Environment @{ TMPDIR = $temporary }
        $process.StandardInput.Close()
        $process.StandardOutput.ReadToEnd() | Should -Match 'went on'
        $process.Dispose()
        Invoke-Git log --format=%s main | Should -Be @('two', 'one', 'base')
        Get-ChildItem $temporary -Directory | Should -BeNullOrEmpty
    }

    It 'counts <code> of the test as <result>' -ForEach @(
        @{ code = 125; result = 'Skip'; applied = $true }
        @{ code = 126; result = 'Abort'; applied = $false }
        @{ code = 124; result = 'Fail'; applied = $false }
    ) {
        $plan = New-Series "code-$code"
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Test "exit $code" -PassThru -Confirm:$false -ErrorAction SilentlyContinue
        "$($rewrite.Test[0].Result)" | Should -Be $result
        $rewrite.Applied | Should -Be $applied
    }

    It 'signs with a key of <format>, so that git verifies every commit that it made' -ForEach @(@{ format = 'openpgp' }, @{ format = 'ssh' }) {
        $plan = New-Series "signed-$format"
        try {
            # The committer is who signs.
            New-SigningKey $format "$TestDrive/keys-$format" $env:GIT_COMMITTER_NAME $env:GIT_COMMITTER_EMAIL
            $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Sign -Test 'git verify-commit HEAD' -Confirm:$false
            $made = @($rewrite.Commit | Where-Object { $_.New })
            $made | ForEach-Object { "$($_.Subject) $($_.IsSigned)" } | Should -Be @('one True', 'two True')
            foreach ($commit in $made) {
                $null = Invoke-Git verify-commit $commit.New 2>&1
                $LASTEXITCODE | Should -Be 0
            }
            Invoke-Git log --format='%G? %cn' base..main | Should -Be (@('G C O Mitter') * 2)
            Invoke-Git rev-parse 'main^{tree}' | Should -Be $tree
            # A key that nobody has moves nothing.
            $null = $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false
            $null = Invoke-Git config user.signingKey no-such-key@example.com
            $plan | Invoke-FoldupPlan -Repository $folder -Sign -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'SigningFailed,*'
            Invoke-Git rev-parse main | Should -Be $tip
        }
        finally {
            Remove-SigningKey
        }
    }

    It 'lists under -WhatIf what would move, and names what stays behind' {
        $plan = New-Series 'followers'
        Invoke-Git branch middle main~2
        Invoke-Git branch reviewer main
        $null = $plan | Invoke-FoldupPlan -Branch elsewhere -WarningVariable said
        $said | Should -BeNullOrEmpty
        $null = $plan | Invoke-FoldupPlan -WhatIf -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike "'middle' holds commits*-UpdateRefs*"
        # In one pipeline the same is said once.
        $null = New-FoldupPlan -Repository $folder -Topic main -Since $plan.Since -Fixup $plan.Fixup -WarningVariable said -WarningAction SilentlyContinue |
            Invoke-FoldupPlan -WhatIf -WarningVariable again -WarningAction SilentlyContinue
        "$said" | Should -BeLike "'middle' holds commits*-UpdateRefs*"
        $again | Should -BeNullOrEmpty
        Invoke-Git config rebase.updateRefs true
        ($plan | Invoke-FoldupPlan -WhatIf -PassThru).UpdatedRef | Should -Be 'refs/heads/middle'
        ($plan | Invoke-FoldupPlan -WhatIf -PassThru -UpdateRefs:$false -WarningAction SilentlyContinue).UpdatedRef | Should -BeNullOrEmpty
        ($plan | Invoke-FoldupPlan -WhatIf -PassThru -UpdateBranch reviewer).UpdatedRef | Should -Be @('refs/heads/middle', 'refs/heads/reviewer')
        Invoke-Git rev-parse middle | Should -Be (Invoke-Git rev-parse main~2)
    }

    It 'lists with -WhatIf each commit that would change' {
        $null = New-Series 'listed'
        $result = Invoke-HostScript @"
Import-Module '$manifest'
New-FoldupPlan -Repository '$folder' -Topic main -Since base -Fixup main~1..main | Invoke-FoldupPlan -WhatIf
"@
        $result.Output | Should -Match 'Fold 1 change in.*one'
        $result.Output | Should -Match 'Put on its new parent.*two'
        $result.Output | Should -Match "Drop, for all of it is folded.*feedback' -> 'nothing'"
    }

    It 'shows what went where and how to undo it, no word broken at 80 columns' {
        $plan = New-Series 'shown'
        ($plan.Item | Out-String -Width 80) | Should -Match 'one \(LineOverlap\)\s+\S'
        $rewrite = $plan | Invoke-FoldupPlan -Confirm:$false
        $text = $rewrite | Out-String -Width 80
        $text | Should -Match 'What went where : f:6 .* -> one'
        $text | Should -Match 'UndoCommand     : Undo-FoldupPlan main'
        Push-Location $folder
        try { $null = Invoke-Expression "$(($rewrite.UndoCommand -split ' -Repository ')[0]) -Confirm:`$false" }
        finally { Pop-Location }
        Invoke-Git rev-parse main | Should -Be $tip
        $item = [MaintainerTools.FoldupItem]@{
            File = 'f'
            Kind = 'Lines'
            Hunk = "@@ -1 +1 @@`n-a`n+b`n"
            Reason = 'it stands between lines of several commits: 1234567 ("subsystem: Add the second thing")'
        }
        $shown = ($item | Out-String -Width 80) -split '\n' | ForEach-Object { $_.Trim() }
        foreach ($word in $item.Reason -split ' ') { ($shown -split ' ') -contains $word | Should -BeTrue -Because $word }
    }

    It 'refuses -Interactive where nobody can answer' {
        $null = New-Series 'asked'
        $result = Invoke-HostScript @"
Import-Module '$manifest'
New-FoldupPlan -Repository '$folder' -Topic main -Since base -Fixup main~1..main |
    Invoke-FoldupPlan -Interactive -Confirm:`$false -ErrorVariable problem -ErrorAction SilentlyContinue
`$problem[0].FullyQualifiedErrorId
"@
        $result.Output | Should -Match 'InteractiveImpossible,'
        Invoke-Git rev-parse main | Should -Be $tip
    }

    It 'takes branches along with -UpdateRefs' {
        $plan = New-Series 'refs'
        Invoke-Git branch middle main~2
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -UpdateRefs -Confirm:$false
        $rewrite.UpdatedRef | Should -Be 'refs/heads/middle'
        Invoke-Git rev-parse middle | Should -Be (Invoke-Git rev-parse main~1)
    }

    It 'reports <id> as an error that does not terminate' -ForEach @(
        @{ id = 'PlanStale'; prepare = { Invoke-Git commit -q --allow-empty -m moved }; splat = @{} }
        @{ id = 'BranchExists'; prepare = { Invoke-Git branch other }; splat = @{ Branch = 'other' } }
        @{ id = 'BranchCheckedOutDirty'; prepare = { Write-File f dirty }; splat = @{} }
        @{ id = 'PlanTargetUnknown'; prepare = { $plan.Item[0].Target = Invoke-Git rev-parse base }; splat = @{} }
    ) {
        $plan = New-Series "error-$id"
        . $prepare
        $problem = $null
        $plan | Invoke-FoldupPlan -Repository $folder @splat -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
    }
}
