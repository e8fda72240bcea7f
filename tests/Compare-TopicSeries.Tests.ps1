BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
    function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)" }
}

Describe 'Compare-TopicSeries' {
    It 'pairs as git range-diff does, and writes nothing' {
        $rewrite = New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup luto/x86/pti | Invoke-FoldupPlan -Repository $sample -Branch folded
        $before = Get-State
        $pairs = @(Compare-TopicSeries -Repository $sample WIP.x86/pti.base..x86/pti WIP.x86/pti.base..folded)
        Get-State | Should -Be $before
        $git = @(Invoke-Git range-diff --no-color -s WIP.x86/pti.base..x86/pti WIP.x86/pti.base..folded)
        $expected = foreach ($line in $git) { if ($line -match '^\s*(\d*)-?:\s+\S+ (.)\s+(\d*)-?:') { "$($Matches[1]) $($Matches[2]) $($Matches[3])" } }
        $pairs | ForEach-Object { "$($_.OldNumber) $($_.Mark) $($_.NewNumber)" } | Should -Be @($expected)
        $pairs[0] | Should -BeOfType ([MaintainerTools.SeriesPair])
        @($pairs | Where-Object Status -EQ Changed | ForEach-Object Diff | Where-Object { -not $_ }).Count | Should -Be 0
        @($pairs | Where-Object GradeReason -Match 'pick').Count | Should -Be 0
        @($pairs | Where-Object GradeReason -Match 'the new version').Count | Should -BeGreaterThan 0
        @($rewrite | Compare-TopicSeries -Repository $sample -Since WIP.x86/pti.base).Count | Should -Be $pairs.Count
    }

    It 'takes both versions in one word' {
        $pairs = @(Compare-TopicSeries -Repository $sample x86/pti luto/x86/pti | ForEach-Object { "$($_.Mark) $($_.Subject)" })
        $pairs.Count | Should -BeGreaterThan 0
        @(Compare-TopicSeries -Repository $sample x86/pti...luto/x86/pti | ForEach-Object { "$($_.Mark) $($_.Subject)" }) | Should -Be $pairs
        @(Compare-TopicSeries -Repository $sample x86/pti...luto/x86/pti -Since WIP.x86/pti.base).Count |
            Should -Be @(Invoke-Git range-diff -s WIP.x86/pti.base x86/pti luto/x86/pti).Count
    }

    It 'takes an mbox file for a version' {
        $mbox = Join-Path $TestDrive 'v1.mbox'
        & git -C $sample format-patch --stdout WIP.x86/pti.base..x86/pti > $mbox
        $pairs = @(Compare-TopicSeries -Repository $sample $mbox x86/pti -Since WIP.x86/pti.base)
        $pairs.Count | Should -Be 40
        @($pairs | Where-Object Status -NE Same).Count | Should -Be 0
    }

    It 'colours the diff of diffs, but not where output is plain' {
        $view = [xml](Get-Content "$(Split-Path $manifest)/lib/Views/SeriesPair.Format.ps1xml" -Raw)
        $script = [scriptblock]::Create($view.SelectSingleNode("//ListItem[Label='Diff']/ScriptBlock").InnerText)
        $pair = @(Compare-TopicSeries -Repository $sample WIP.x86/pti.base..x86/pti WIP.x86/pti.base..folded | Where-Object Status -EQ Changed)[0]
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $pair | ForEach-Object $script | Should -Match ([char]27)
            $PSStyle.OutputRendering = 'PlainText'
            $pair | ForEach-Object $script | Should -Be $pair.Diff.TrimEnd("`n")
        }
        finally { $PSStyle.OutputRendering = $before }
    }

    It 'takes one version out of an archive' {
        $old = git -C $sample format-patch --stdout WIP.x86/pti.base..x86/pti
        $new = git -C $sample format-patch --stdout -v2 WIP.x86/pti.base..folded
        Set-Content "$TestDrive/both.mbox" ($old + $new)
        $newest = Compare-TopicSeries -Repository $sample -Old "$TestDrive/both.mbox" -New WIP.x86/pti.base..folded `
            -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*v1 (*v2 (*-Version takes another*'
        $newest | Where-Object Status -NE Same | Should -BeNullOrEmpty
        $first = Compare-TopicSeries -Repository $sample -Old "$TestDrive/both.mbox" -New WIP.x86/pti.base..x86/pti -Version 1
        $first | Where-Object Status -NE Same | Should -BeNullOrEmpty
        $between = Compare-TopicSeries -Repository $sample -Old "$TestDrive/both.mbox" -New "$TestDrive/both.mbox" -Version 1, 2
        @($between | Where-Object Status -EQ Changed).Count | Should -BeGreaterThan 0
    }

    It 'reports <id> as an error that does not terminate' -ForEach @(
        @{ id = 'RevisionNotFound'; splat = @{ Old = 'nosuch'; New = 'x86/pti' } }
        @{ id = 'RevisionNotFound'; splat = @{ Old = 'nosuch...x86/pti' } }
        @{ id = 'NewVersionMissing'; splat = @{ Old = 'WIP.x86/pti.base..x86/pti' } }
        @{ id = 'VersionNotInFile'; splat = @{ Old = '{0}/.git/one.mbox'; New = 'WIP.x86/pti.base..x86/pti'; Version = 7 } }
        @{ id = 'NoPatchInFile'; splat = @{ Old = '{0}/review.mbox'; New = 'x86/pti'; Since = 'WIP.x86/pti.base' } }
    ) {
        $splat.Old = $splat.Old -f $sample
        Set-Content "$sample/.git/one.mbox" (git -C $sample format-patch --stdout -1 x86/pti)
        $problem = $null
        Compare-TopicSeries -Repository $sample @splat -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
