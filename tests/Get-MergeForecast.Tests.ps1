BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    $sample = [System.IO.Path]::Combine("$TestDrive", 'sample')
    $null = New-SampleTopicRepository -Path $sample
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
}
