BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    $sample = Join-Path $TestDrive sample
    $null = New-SampleTopicRepository -Path $sample
    $story = @{ Repository = $sample; Topic = 'x86/pti'; Since = 'WIP.x86/pti.base' }

    # base with a file f, and one commit on it.
    function New-Commit([string] $Name, [string] $Message, [scriptblock] $Change = { Write-File f (@(1..9) + 'more') }) {
        $script:folder = Join-Path $TestDrive $Name
        $null = New-Item $script:folder -ItemType Directory
        Invoke-Git init -q -b main
        Write-File f @(1..9); Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git tag base
        . $Change
        Invoke-Git add -A; Invoke-Git commit -q --allow-empty -m $Message
        $script:one = @{ Repository = $script:folder; Topic = 'main'; Since = 'base' }
    }
}

Describe 'Test-TopicSeries' {
    It 'finds what the reviewers of the story remarked: <what>' -ForEach @(
        @{ what = 'a leftover print'; rule = 'LeftoverDebugOutput'; file = 'arch/x86/mm/pti.c'; says = '*pr_err*' }
        @{ what = 'a call that belongs to what it calls'; rule = 'StrayUse'; file = 'init/main.c'; says = '*pti_init*' }
        @{ what = 'a change that belongs in an earlier patch'; rule = 'MendedLine'; file = 'arch/x86/include/asm/pgtable_64.h'; says = '*Add mapping helper*' }
        @{ what = 'a changelog without 5-level'; rule = 'UnnamedSection'; file = 'Documentation/x86/x86_64/mm.txt'; says = '*"5 level"*' }
        @{ what = 'a misnamed function'; rule = 'NameNotInComment'; file = 'arch/x86/mm/cpu_entry_area.c'; says = '*set_percpu_fixmap_ptes*' }
    ) {
        @(Test-TopicSeries @story -Rule $rule | Where-Object { $_.File -eq $file -and $_.Message -like $says }).Count | Should -Be 1
    }

    It 'leaves no warning once the story''s fixups and remarks are folded in' {
        @(Test-TopicSeries @story -Severity Warning, Error).RuleName | Should -Be 'LeftoverDebugOutput'
        $plan = New-FoldupPlan -Repository $sample -Topic x86/pti -Since WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
        $null = $plan | Invoke-FoldupPlan -Repository $sample -Branch folded -Confirm:$false
        $folded = @{ Repository = $sample; Topic = 'folded'; Since = 'WIP.x86/pti.base' }
        Test-TopicSeries @folded -Severity Warning, Error | ForEach-Object { "$_" } | Should -BeNullOrEmpty
    }

    It 'gives New-FoldupPlan what would settle a finding' {
        $plan = (Test-TopicSeries @story -Rule LeftoverDebugOutput).SuggestedAction | New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base
        @($plan.Proposal).Count | Should -Be 1
        $plan.Proposal[0].Diff | Should -BeLike '*-	pr_err(*'
        $plan.Proposal[0].Accept()
        $null = $plan | Invoke-FoldupPlan -Repository $sample -Branch settled -Confirm:$false
        Test-TopicSeries -Repository $sample settled WIP.x86/pti.base -Rule LeftoverDebugOutput | Should -BeNullOrEmpty
    }

    It 'plans a patch for blanks at line ends as it is' {
        New-Commit blanks 'f: add' { Write-File f (@(1..9) + 'more ') }
        $finding = Test-TopicSeries @one -Rule WhitespaceError
        $finding.File, $finding.Line, $finding.Message | Should -Be 'f', 10, 'trailing whitespace'
        $plan = $finding.SuggestedAction | New-FoldupPlan -Repository $folder main base
        $plan.Item[0].Target | Should -Be (Invoke-Git rev-parse main)
    }

    It 'finds <rule>' -ForEach @(
        @{ rule = 'EmptyPatch'; message = 'f: nothing'; change = { } }
        @{ rule = 'SubjectForm'; message = 'f: ends with a dot.'; change = { Write-File f 'x' } }
        @{ rule = 'SubjectLength'; message = 'f: ' + ('long ' * 20); change = { Write-File f 'x' } }
        @{ rule = 'SubjectMood'; message = 'f: Added more'; change = { Write-File f 'x' } }
        @{ rule = 'SubjectContent'; message = 'zebra'; change = { Write-File f 'cloud' } }
        @{ rule = 'UnfoldedFixup'; message = 'fixup! base'; change = { Write-File f 'x' } }
        @{ rule = 'ConflictMarker'; message = 'f: merge'; change = { Write-File f '<<<<<<< ours', 'a', '=======', 'b', '>>>>>>> theirs' } }
        @{ rule = 'UnfinishedNote'; message = 'f: add'; change = { Write-File f '// TODO: the rest' } }
        @{ rule = 'GeneratedFile'; message = 'add g'; change = { Write-File g.orig 'x' } }
        @{ rule = 'BinaryFile'; message = 'add b'; change = { [System.IO.File]::WriteAllBytes("$folder/b", [byte[]](0, 1, 2)) } }
        @{ rule = 'MixedLineEnding'; message = 'f: add'; change = { [System.IO.File]::WriteAllText("$folder/f", "1`n2`r`n3`n") } }
        @{ rule = 'DiscouragedName'; message = 'add c'; change = { Write-File a.c 'int port_blacklist;' } }
        @{ rule = 'FixesTag'; message = "f: fix`n`nFixes: 0123456789ab (`"gone`")"; change = { Write-File f 'x' } }
        @{ rule = 'MarkerTarget'; message = "f: pick`n`n(cherry picked from commit $('0123456789' * 4))"; change = { Write-File f 'x' } }
        @{ rule = 'TrailerSpelling'; message = "f: x`n`nSigned-of-by: A <a@example.com>"; change = { Write-File f 'x' } }
        @{ rule = 'TrailerOrder'; message = "f: x`n`nReviewed-by: A <a@example.com>`nFixes: 0123456789ab (`"gone`")"; change = { Write-File f 'x' } }
    ) {
        New-Commit "rule-$rule" $message $change
        $found = @(Test-TopicSeries @one -Rule $rule)
        $found.Count | Should -BeGreaterThan 0
        $found[0].RuleName | Should -Be $rule
        $found[0].Commit | Should -Be (Invoke-Git rev-parse main)
    }

    It 'asks for a Signed-off-by always where it is told so' {
        New-Commit signed 'f: add'
        Test-TopicSeries @one -Rule MissingSignoff | Should -BeNullOrEmpty
        $settings = @{ Rules = @{ MissingSignoff = @{ Always = $true } } }
        (Test-TopicSeries @one -Rule MissingSignoff -Settings $settings).Message | Should -BeLike '*A U Thor*'
    }

    It 'is silent where a trailer or the settings say so' {
        New-Commit trailer "f: ends with a dot.`n`nIgnore-Finding: SubjectForm (as in the book)"
        Test-TopicSeries @one -Rule SubjectForm -Quiet | Should -BeTrue
        New-Commit suppressed 'f: ends with a dot.'
        Test-TopicSeries @one -Rule SubjectForm -Quiet | Should -BeFalse
        Test-TopicSeries @one -Rule SubjectForm -Quiet -Settings @{ Suppress = @{ Rule = 'Subject*'; Reason = 'so' } } | Should -BeTrue
    }

    It 'reads settings from a file: <name>' -ForEach @(
        @{ name = 's.psd1'; text = "@{ Rules = @{ SubjectForm = @{ Severity = 'Error' } } }" }
        @{ name = 's.json'; text = '{ "Rules": { "SubjectForm": { "Severity": "Error" } } }' }
    ) {
        New-Commit "file-$name" 'f: ends with a dot.'
        Set-Content (Join-Path $TestDrive $name) $text
        (Test-TopicSeries @one -Rule SubjectForm -Settings (Join-Path $TestDrive $name)).Severity | Should -Be 'Error'
    }

    It 'writes annotations and SARIF' {
        Test-TopicSeries @story -Rule LeftoverDebugOutput -AsAnnotation GitHub |
            Should -BeLike '::warning file=arch/x86/mm/pti.c,line=96,title=LeftoverDebugOutput::*'
        $report = @(Test-TopicSeries @story -Rule LeftoverDebugOutput -AsAnnotation GitLab | ConvertFrom-Json)
        $report[0].location.path, $report[0].location.lines.begin, $report[0].severity | Should -Be 'arch/x86/mm/pti.c', 96, 'major'
        $log = Test-TopicSeries @story -Rule LeftoverDebugOutput -Sarif | ConvertFrom-Json
        $log.version, $log.runs[0].results[0].ruleId | Should -Be '2.1.0', 'LeftoverDebugOutput'
        $log.runs[0].results[0].locations[0].physicalLocation.region.startLine | Should -Be 96
    }

    It 'has a clear error for <id>' -ForEach @(
        @{ id = 'RevisionNotFound'; with = @{ Topic = 'nowhere' }; target = 'nowhere' }
        @{ id = 'EmptySeries'; with = @{ Since = 'main' }; target = 'main' }
        @{ id = 'RuleNotFound'; with = @{ Rule = 'Nothing*' }; target = 'Nothing*' }
        @{ id = 'RuleNotFound'; with = @{ Settings = @{ Rules = @{ Nothing = @{} } } }; target = 'Nothing' }
        @{ id = 'SettingUnknown'; with = @{ Settings = @{ Rules = @{ SubjectForm = @{ Size = 1 } } } }; target = 'Size' }
        @{ id = 'SettingMalformed'; with = @{ Settings = @{ Rules = @{ SubjectLength = @{ MaximumLength = 'long' } } } }; target = 'long' }
        @{ id = 'SettingsUnreadable'; with = @{ Settings = 'nowhere.psd1' }; target = 'nowhere.psd1' }
    ) {
        New-Commit "error-$([guid]::NewGuid())" 'f: add'
        $all = $one + @{}
        foreach ($key in $with.Keys) { $all[$key] = $with[$key] }
        $null = Test-TopicSeries @all -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problem[0].TargetObject | Should -Be $target
    }

    It 'runs nothing that a settings file holds' {
        New-Commit code 'f: add'
        Set-Content (Join-Path $TestDrive code.psd1) "@{ Rules = @{ SubjectForm = @{ Severity = (New-Item '$TestDrive/made') } } }"
        Test-TopicSeries @one -Settings (Join-Path $TestDrive code.psd1) -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'SettingsUnreadable,*'
        Test-Path "$TestDrive/made" | Should -BeFalse
    }
}
