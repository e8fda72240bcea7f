BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    $url = [uri]::new($sample).AbsoluteUri
    function Invoke-Git { & git -C $sample @args }
    function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" }
}

Describe 'Get-MergeForecast' {
    It 'gives the tree that git merge-tree gives, and writes nothing' {
        $before = Get-State
        $forecast = Get-MergeForecast -Repository $sample -Ours linus -Theirs linux-4.9.y, x86/pti
        Get-State | Should -Be $before
        @($forecast).Count | Should -Be 2
        foreach ($one in $forecast) {
            $lines = @(Invoke-Git merge-tree --write-tree --name-only --no-messages $one.Ours $one.Theirs)
            if ($LASTEXITCODE -eq 0) {
                $one.Verdict | Should -Be 'Clean'
                $one.Tree | Should -Be $lines[0]
            }
            else {
                $one.Verdict | Should -Be 'Conflict'
                $one.Tree | Should -BeNullOrEmpty
                $one.ConflictPath | Should -Be @($lines[1..($lines.Count - 1)])
                @($one.Conflict).Count | Should -Be ($lines.Count - 1)
            }
        }
    }

    It 'has room for the verdict in its table where whole ids are given' {
        $ours = Invoke-Git rev-parse 'linux-4.9.y^{commit}'
        $theirs = Invoke-Git rev-parse 'linus^{commit}'
        $table = (Invoke-HostScript "Import-Module '$manifest'; Get-MergeForecast -Repository '$sample' $ours $theirs").Output
        $table | Should -Match "$($ours.Substring(0, 12))\s+$($theirs.Substring(0, 12))\s+Conflict"
    }

    It 'says when there is nothing to merge' {
        (Get-MergeForecast -Repository $sample linus v4.14).Verdict | Should -Be 'UpToDate'
        $forward = Get-MergeForecast -Repository $sample v4.14 linus
        $forward.Verdict | Should -Be 'FastForward'
        $forward.Tree | Should -Be (Invoke-Git rev-parse 'linus^{tree}')
        $forward.MergeBase | Should -Be @(Invoke-Git rev-parse 'v4.14^{commit}')
    }

    It 'takes pairs from the pipeline' {
        $pairs = @(
            [pscustomobject]@{ Ours = 'linus'; Theirs = 'v4.14' }
            [pscustomobject]@{ Ours = 'v4.14'; Theirs = 'linus' }
        )
        $forecast = @($pairs | Get-MergeForecast -Repository $sample)
        $forecast.Count | Should -Be 2
        $forecast[0].Verdict | Should -Be 'UpToDate'
        $forecast[1].Verdict | Should -Be 'FastForward'
        @($forecast | Get-MergeForecast -Repository $sample).Count | Should -Be 2
    }

    It 'reports a name that is none for its pair alone' {
        $forecast = @([pscustomobject]@{ Ours = 'linus'; Theirs = 'nothing' }, [pscustomobject]@{ Ours = 'linus'; Theirs = 'v4.14' } |
            Get-MergeForecast -Repository $sample -ErrorAction SilentlyContinue -ErrorVariable problem)
        $forecast.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound*'
    }

    It 'reports a name of either side, and a commit that is none, with its target and a way on' {
        $null = Get-MergeForecast -Repository $sample -Ours nothing -Theirs 'linus^{tree}', linus -ErrorAction SilentlyContinue -ErrorVariable problem
        @($problem).Count | Should -Be 2
        $problem[0].TargetObject | Should -Be 'nothing'
        $null = Get-MergeForecast -Repository $sample -Ours linus -Theirs 'linus^{tree}' -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotACommit*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $null = Get-MergeForecast -Repository ([System.IO.Path]::GetTempPath()) -Ours a -Theirs b -ErrorAction SilentlyContinue -ErrorVariable problem
        @($problem).Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotARepository*'
    }

    It 'answers a long pipeline in its order' {
        $ids = @(Invoke-Git rev-list -n 300 linus)
        $forecast = @($ids | ForEach-Object { [pscustomobject]@{ Ours = 'x86/pti'; Theirs = $_ } } | Get-MergeForecast -Repository $sample)
        $forecast.Count | Should -Be 300
        @($forecast.TheirsSha) | Should -Be $ids
        $one = Get-MergeForecast -Repository $sample x86/pti $ids[17]
        $forecast[17].Verdict | Should -Be $one.Verdict
        $forecast[17].Tree | Should -Be $one.Tree
    }

    It 'gives the same answer in a bare clone, a linked work tree and on a detached HEAD' {
        $expected = Get-MergeForecast -Repository $sample linus x86/pti
        $bare = Join-Path $TestDrive 'bare.git'
        $null = & git clone -q --bare $sample $bare 2>&1
        $linked = Join-Path $TestDrive 'linked'
        $null = Invoke-Git worktree add -q --detach $linked linus 2>&1
        foreach ($place in $bare, $linked) {
            $forecast = Get-MergeForecast -Repository $place linus x86/pti
            $forecast.Verdict | Should -Be $expected.Verdict
            $forecast.ConflictPath | Should -Be $expected.ConflictPath
        }
        (Get-MergeForecast -Repository $linked HEAD x86/pti).OursSha | Should -Be $expected.OursSha
    }

    It 'gives the text of conflicts as git writes it, in each style, and only when asked' {
        (Get-MergeForecast -Repository $sample linux-4.9.y linus).Conflict[0].Text | Should -BeNullOrEmpty
        foreach ($style in 'merge', 'diff3', 'zdiff3') {
            $tree = @(Invoke-Git -c merge.conflictStyle=$style merge-tree --write-tree --name-only --no-messages linux-4.9.y linus)[0]
            $texts = 0
            foreach ($conflict in (Get-MergeForecast -Repository $sample linux-4.9.y linus -ConflictStyle $style).Conflict) {
                if ($conflict.Kind -ne 'content') { continue }
                $conflict.Text | Should -Be ((@(Invoke-Git show "${tree}:$($conflict.Path)") -join "`n") + "`n")
                $conflict.Text | Should -Match '(?m)^<{7} linux-4.9.y$'
                ($conflict.Text -match '(?m)^\|{7} ') | Should -Be ($style -ne 'merge')
                $texts++
            }
            $texts | Should -BeGreaterThan 0
        }
        (Get-MergeForecast -Repository $sample linux-4.9.y linus).Conflict[0].Text | Should -BeNullOrEmpty
    }

    It 'calls histories unrelated that git refuses to merge, and those that a shallow clone cannot join' {
        $other = Invoke-Git commit-tree -m other 'linus^{tree}'
        $forecast = Get-MergeForecast -Repository $sample linus $other
        $forecast.Verdict | Should -Be 'Unrelated'
        $forecast.Tree | Should -BeNullOrEmpty
        $shallow = Join-Path $TestDrive 'shallow.git'
        $null = & git clone -q --bare --depth 1 --no-single-branch $url $shallow 2>&1
        $forecast.Reason | Should -BeNullOrEmpty
        $cut = Get-MergeForecast -Repository $shallow linus x86/pti
        $cut.Verdict | Should -Be 'Unrelated'
        $cut.Reason | Should -Match 'shallow.*[0-9a-f]{7}'
    }

    It 'gives no tree where a merge driver would have to run' {
        $custom = Join-Path $TestDrive 'custom'
        $null = & git clone -q $url $custom 2>&1
        $null = & git -C $custom config merge.mine.driver true
        Set-Content (Join-Path $custom .git info attributes) '* merge=mine'
        $forecast = Get-MergeForecast -Repository $custom origin/linus origin/x86/pti
        $forecast.Verdict | Should -Be 'NotVerified'
        $forecast.Reason | Should -Match 'mine'
        $forecast.Tree | Should -BeNullOrEmpty
    }

    It 'names the blob that a partial clone lacks' {
        $null = Invoke-Git config uploadpack.allowFilter true
        $partial = Join-Path $TestDrive 'partial.git'
        $null = & git clone -q --bare --filter=blob:none $url $partial 2>&1
        $null = & git -C $partial remote set-url origin file:///nowhere
        $forecast = Get-MergeForecast -Repository $partial linux-4.9.y linus
        $forecast.Verdict | Should -Be 'NotVerified'
        $forecast.Reason | Should -Match '[0-9a-f]{40}'
        (Get-MergeForecast -Repository $partial linus v4.14).Verdict | Should -Be 'UpToDate'
    }
}
