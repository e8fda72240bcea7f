# One word, one meaning, one place: the parameters of all cmdlets held against each other.
BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $table = foreach ($command in Get-Command -Module MaintainerTools) {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
            [pscustomobject]@{
                Cmdlet = $command.Name; Verb = $command.Verb; Name = $parameter.Name; Type = $parameter.ParameterType
                Attribute = $parameter.Attributes.ForEach{ $_.GetType().Name }; Alias = @($parameter.Aliases)
                Position = @($parameter.ParameterSets.Values.Position | Sort-Object -Unique)
                Mandatory = @($parameter.ParameterSets.Values | Where-Object IsMandatory).Count -gt 0
                ByName = @($parameter.ParameterSets.Values | Where-Object ValueFromPipelineByPropertyName).Count -gt 0
            }
        }
    }
    function Find-Other([string] $name, [scriptblock] $rule, [string[]] $but = @()) {
        @($table | Where-Object { $_.Name -eq $name -and $_.Cmdlet -notin $but } |
            Where-Object { -not (& $rule $_) } | ForEach-Object { "$($_.Cmdlet) -$name" })
    }
}

Describe 'The words' {
    It 'are spelled one way' {
        foreach ($group in $table | Group-Object { $_.Name.ToLowerInvariant() }) {
            @($group.Group.Name | Sort-Object -Unique -CaseSensitive).Count | Should -Be 1 -Because $group.Name
        }
    }

    It 'have one type each, but for those that name a branch here and branches there' {
        # Of -WorkTree, -Order, -Format and -Kind each cmdlet has a kind of its own; -Patch is files, or says that patches
        # are wanted; -From is a sender, or a name that is replaced.
        foreach ($group in $table | Where-Object Name -NotIn 'WorkTree', 'Order', 'Format', 'Kind', 'Patch' | Group-Object Name) {
            $types = @($group.Group.ForEach{
                    $type = $_.Type.IsArray ? $_.Type.GetElementType() : $_.Type
                    [System.Nullable]::GetUnderlyingType($type) ?? $type
                } | Sort-Object -Unique)
            if ($group.Name -eq 'Plan') { $types.Name | Should -BeIn 'FoldupPlan', 'MergePlan' }
            else { $types.Count | Should -Be 1 -Because "-$($group.Name) is $types" }
        }
    }

    It '-Path is a file, and -PathSpec what git calls one' {
        foreach ($row in $table | Where-Object { $_.Name -eq 'Path' }) { $row.Position | Should -Be 0 -Because $row.Cmdlet }
        Find-Other PathSpec { $args[0].Position -lt 0 } | Should -BeNullOrEmpty
    }

    It 'every cmdlet that takes files takes -LiteralPath, and those that read take wildcards' {
        foreach ($row in $table | Where-Object { $_.Name -eq 'Path' }) {
            $literal = $row.Alias -contains 'LiteralPath' -or ($table | Where-Object { $_.Cmdlet -eq $row.Cmdlet -and $_.Name -eq 'LiteralPath' })
            [bool]$literal | Should -BeTrue -Because $row.Cmdlet
            if ($row.Verb -in 'Import', 'Join') { $row.Attribute | Should -Contain 'SupportsWildcardsAttribute' -Because $row.Cmdlet }
        }
    }

    It 'name a commit, or a branch, through one door' {
        $names = 'Since', 'Base', 'Topic', 'Upstream', 'Onto', 'Commit', 'Candidate', 'Target',
            'Ours', 'Theirs', 'MissingFrom', 'Fixup', 'PickCommit', 'Previous'
        # The report before is a file, and the version before may be one of mails.
        foreach ($row in $table | Where-Object { $_.Name -in $names -and $_.Cmdlet -notin 'Export-TopicReport', 'Import-TopicReport', 'New-TopicMessage' -or
            $_.Name -notin 'Since', 'Previous' -and $_.Name -in $names }) {
            $row.Attribute | Should -Contain 'CommitishTransformAttribute' -Because "$($row.Cmdlet) -$($row.Name)"
        }
    }

    It 'that are asked for and that results have are bound from them' {
        # A series is what Test-SeriesBisectability is run on, and single commits are what it takes of a pipe; New-TopicMessage takes evidence.
        foreach ($row in $table | Where-Object { $_.Mandatory -and $_.Name -in 'Since', 'Base', 'Topic', 'Upstream', 'Onto', 'Target' -and
            $_.Cmdlet -notin 'Test-SeriesBisectability', 'New-TopicMessage' }) {
            $row.ByName | Should -BeTrue -Because "$($row.Cmdlet) -$($row.Name)"
        }
        Find-Other Repository { $args[0].ByName } | Should -BeNullOrEmpty
    }

    It 'have their place' {
        # What weighs and audits begins with where the range begins; what works on a series begins with the series.
        # A message is named by its kind first.
        Find-Other Since -but 'New-TopicMessage' { $args[0].Position[-1] -in $(if ($args[0].Cmdlet -in 'Find-MergeBaseCandidate', 'Get-MergeBaseCost',
                'Test-CherryPickBase', 'Test-MergeResolution') { 0 } else { 1, [int]::MinValue }) } |
            Should -BeNullOrEmpty
        Find-Other Topic -but 'New-TopicMessage' { $args[0].Position[-1] -in $(if ($args[0].Cmdlet -in 'Find-MergeBaseCandidate', 'Test-MergeResolution') { 1 }
                else { 0, [int]::MinValue }) } |
            Should -BeNullOrEmpty
        Find-Other Commit { $args[0].Position[-1] -in 0, [int]::MinValue } -but 'Invoke-CherryPickBase' | Should -BeNullOrEmpty
        Find-Other Path { $args[0].Position[-1] -eq 0 } | Should -BeNullOrEmpty
    }

    It 'ask before something may be lost, and only then' {
        $high = 'Invoke-CherryPickBase', 'Invoke-FoldupPlan', 'Invoke-MergePlan', 'Move-TopicSeries',
            'Split-TopicSeries', 'Undo-FoldupPlan', 'Undo-TopicOperation'
        foreach ($command in Get-Command -Module MaintainerTools) {
            $attribute = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            $writes = $command.Verb -in 'Invoke', 'Move', 'Split', 'Undo', 'Resume', 'Set', 'Export' -or $command.Name -eq 'New-SampleTopicRepository'
            if ($writes) { $attribute.SupportsShouldProcess | Should -BeTrue -Because $command.Name }
            if ($attribute.SupportsShouldProcess) { $attribute.ConfirmImpact | Should -Be ($command.Name -in $high ? 'High' : 'Low') -Because $command.Name }
        }
    }

    It 'let every test be asked for yes or no' {
        foreach ($command in Get-Command -Module MaintainerTools -Verb Test) {
            @($table | Where-Object { $_.Cmdlet -eq $command.Name -and $_.Name -eq 'Quiet' }).Count | Should -Be 1 -Because $command.Name
            $command.OutputType.Type | Should -Contain ([bool]) -Because $command.Name
        }
    }

    It 'flatten every result' {
        foreach ($command in Get-Command -Module MaintainerTools) { $command.Parameters.Keys | Should -Contain 'Flat' -Because $command.Name }
    }
}

Describe 'A file' {
    BeforeAll {
        . "$PSScriptRoot/SampleRepository.ps1"
        $odd = New-Item (Join-Path $TestDrive 'odd') -ItemType Directory
        $null = Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus | Export-MergePlan -LiteralPath "$odd/plan[1].json"
        $null = New-PSDrive -Name words -PSProvider FileSystem -Root $odd
    }

    It 'is named as it is by -LiteralPath, by wildcards, and on a drive' {
        (Import-MergePlan -LiteralPath "$odd/plan[1].json").Upstream | Should -Be 'linus'
        (Import-MergePlan "$odd/plan*.json").Upstream | Should -Be 'linus'
        (Import-MergePlan 'words:/plan*').Upstream | Should -Be 'linus'
        (Get-ChildItem $odd | Import-MergePlan).Upstream | Should -Be 'linus'
    }

    It 'that is not there, or cannot be written, is an error of the module' {
        Import-MergePlan "$odd/none.json" -ErrorAction SilentlyContinue -ErrorVariable problems
        Import-FoldupPlan -LiteralPath "$odd/none.json" -ErrorAction SilentlyContinue -ErrorVariable +problems
        Import-MergePlan "$odd/plan*" | Export-MergePlan -Path "$odd/none/plan.json" -ErrorAction SilentlyContinue -ErrorVariable +problems
        @($problems.ForEach{ ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'MergePlanFileMalformed', 'PlanFileMalformed', 'FileUnwritable'
        $problems[-1].TargetObject | Should -BeLike '*plan.json'
    }
}

Describe 'A pathspec' {
    BeforeAll { if (-not $sample) { . "$PSScriptRoot/SampleRepository.ps1" } }

    It 'that matches nothing is told: <what>' -ForEach @(
        @{ what = 'Get-MergeBaseCost'; call = { Get-MergeBaseCost -Repository $sample v4.14 linus -PathSpec arch/x86, arch/x68 } }
        @{ what = 'Test-ContentEquivalentMerge'
            call = { Test-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus -PathSpec arch/x86, arch/x68 } }
        @{ what = 'Find-BackportCandidate'; call = { Find-BackportCandidate -Repository $sample linux-4.9.y linus -PathSpec arch/x86, arch/x68 } }
    ) {
        $null = & $call 3>&1 -WarningVariable told | ForEach-Object { if ($_ -is [System.Management.Automation.WarningRecord]) { $said = "$_"; $_ } }
        $said | Should -BeLike "*'arch/x68' matches no file*"
    }
}

Describe 'Get-Help' {
    It 'finds something for "<_>"' -ForEach 'backport', 'absorb', 'autosquash', 'range-diff', 'rebase', 'missing fix' {
        $word = $_
        @(Get-ChildItem "$(Split-Path $manifest)/en-US" -Filter about_*.help.txt |
            Where-Object { (Get-Content $_ -Raw) -match [regex]::Escape($word) }).Count | Should -BeGreaterThan 0
    }

    It 'shows about_<_>' -ForEach 'MaintainerTools', 'MergeBase', 'ContentEquivalence', 'Foldup', 'Backport', 'TopicTree' {
        (Get-Help "about_$_") -join "`n" | Should -BeLike "*about_$_*KEYWORDS*"
    }

    It 'shows the default that a parameter has' {
        (Get-Help Find-ContentEquivalentMerge -Parameter MaxTries).defaultValue | Should -Be '300'
        (Get-Help Compare-TopicSeries -Parameter CreationFactor).defaultValue | Should -Be '60'
        (Get-Help New-FoldupPlan -Parameter Topic).defaultValue | Should -Be 'HEAD'
    }
}
