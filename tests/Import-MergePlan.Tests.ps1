BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus
    $good = Join-Path $TestDrive 'good.json'
    $plan | Export-MergePlan -Path $good
    $text = Get-Content $good -Raw
    function Get-Problem($Content) {
        $file = Join-Path $TestDrive 'bad.json'
        Set-Content $file $Content -NoNewline
        $null = Import-MergePlan -Path $file -ErrorAction SilentlyContinue -ErrorVariable problems
        @($problems)[0]
    }
}

Describe 'Import-MergePlan' {
    It 'gives back what was written, and it is performed as it was made' {
        $again = Import-MergePlan -Path $good
        $copy = Join-Path $TestDrive 'copy.json'
        $again | Export-MergePlan -Path $copy
        Get-Content $copy -Raw | Should -Be $text
        $merges = @($again | Invoke-MergePlan -Repository $sample -Branch imported)
        $merges[-1].Tree | Should -Be $plan.Step[-1].Tree
        & git -C $sample rev-parse 'imported^{tree}' | Should -Be $plan.Step[-1].Tree
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'text that is no JSON'; from = '{'; to = '}'; message = '*' }
        @{ what = 'another format'; from = 'MaintainerTools.MergePlan'; to = 'Another'; message = '*"Another"*' }
        @{ what = 'a property too many'; from = '"Topic":'; to = '"Other": 1, "Topic":'; message = '*Other*' }
        @{ what = 'a topic without id'; from = '"TopicSha": "'; to = '"TopicSha": "x'; message = '*TopicSha*' }
        @{ what = 'a step without tree'; from = '"Tree": "'; to = '"Tree": "zz'; message = '*Step 1: Tree*' }
        @{ what = 'conflicts without paths'; from = '"Conflicts": 0'; to = '"Conflicts": 3'; message = '*Step 1: Conflicts is 3*' }
        @{ what = 'a value of another kind'; from = '"NaiveConflicts": 14'; to = '"NaiveConflicts": "many"'; message = '*NaiveConflicts*' }
    ) {
        $at = $text.IndexOf($from)
        $at | Should -BeGreaterOrEqual 0
        $problem = Get-Problem ($text.Substring(0, $at) + $to + $text.Substring($at + $from.Length))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MergePlanFileMalformed,*'
        $problem.Exception.Message | Should -BeLike $message
    }

    It 'refuses a version that it does not know, and a file that is not there' {
        (Get-Problem $text.Replace('"Version": 1', '"Version": 2')).FullyQualifiedErrorId | Should -BeLike 'MergePlanFileVersion,*'
        $null = Import-MergePlan -Path "$TestDrive/nowhere.json" -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
