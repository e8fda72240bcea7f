BeforeAll { . "$PSScriptRoot/ModuleUnderTest.ps1" }

Describe 'Get-TopicSeriesRule' {
    It 'describes every rule, and says what can be set' {
        $rules = @(Get-TopicSeriesRule)
        $rules.Count | Should -BeGreaterThan 25
        foreach ($rule in $rules) {
            $rule.Description | Should -Not -BeNullOrEmpty -Because $rule.RuleName
            foreach ($setting in $rule.Setting) { $setting.Description | Should -Not -BeNullOrEmpty -Because "$rule $setting" }
        }
    }

    It 'takes names with wildcards, and says of a wrong one that there is none' {
        (Get-TopicSeriesRule Subject*, EmptyPatch).RuleName | Should -Contain 'SubjectMood'
        Get-TopicSeriesRule Nothing -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RuleNotFound,*'
    }
}
