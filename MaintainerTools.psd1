@{
    RootModule           = 'lib/MaintainerTools.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b7a1c1d2-6c54-4a0e-9a0b-6f2f6f1d8a53'
    Author               = 'The MaintainerTools authors'
    CompanyName          = 'The MaintainerTools authors'
    Copyright            = '(c) The MaintainerTools authors. MIT licence.'
    Description          = 'For maintainers of git topic trees: weigh the merge base, build it from marked upstream picks, prove it equal to upstream, fold review feedback back into the series, and hand over the evidence.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @(
        'lib/Views/BackportCandidate.Format.ps1xml'
        'lib/Views/BackportDecision.Format.ps1xml'
        'lib/Views/BackportForecast.Format.ps1xml'
        'lib/Views/BackportForecastRow.Format.ps1xml'
        'lib/Views/BackportMail.Format.ps1xml'
        'lib/Views/CherryPickPrerequisite.Format.ps1xml'
        'lib/Views/ContentEquivalence.Format.ps1xml'
        'lib/Views/FoldupItem.Format.ps1xml'
        'lib/Views/FoldupPlan.Format.ps1xml'
        'lib/Views/FoldupProposal.Format.ps1xml'
        'lib/Views/FollowupFix.Format.ps1xml'
        'lib/Views/MergeBaseCandidate.Format.ps1xml'
        'lib/Views/MergeBaseCost.Format.ps1xml'
        'lib/Views/MergeForecast.Format.ps1xml'
        'lib/Views/MergePlan.Format.ps1xml'
        'lib/Views/MergeResolution.Format.ps1xml'
        'lib/Views/MergeStep.Format.ps1xml'
        'lib/Views/MovedCommit.Format.ps1xml'
        'lib/Views/PathConflict.Format.ps1xml'
        'lib/Views/PathEquivalence.Format.ps1xml'
        'lib/Views/PickedCommit.Format.ps1xml'
        'lib/Views/PlannedMerge.Format.ps1xml'
        'lib/Views/ReviewItem.Format.ps1xml'
        'lib/Views/RewriteTest.Format.ps1xml'
        'lib/Views/RewrittenCommit.Format.ps1xml'
        'lib/Views/SampleTopicRepository.Format.ps1xml'
        'lib/Views/SeriesMove.Format.ps1xml'
        'lib/Views/SeriesPair.Format.ps1xml'
        'lib/Views/SeriesRewrite.Format.ps1xml'
        'lib/Views/TopicCommitStatus.Format.ps1xml'
        'lib/Views/TopicOperation.Format.ps1xml'
    )
    TypesToProcess       = @('lib/MaintainerTools.Types.ps1xml')
    # One name a line, sorted; tests/Module.Tests.ps1 compares the list with the cmdlet assembly.
    CmdletsToExport      = @(
        'Compare-TopicSeries'
        'Export-BackportAnnotation'
        'Export-BackportMail'
        'Export-FoldupPlan'
        'Export-MergePlan'
        'Find-BackportCandidate'
        'Find-CherryPickPrerequisite'
        'Find-ContentEquivalentMerge'
        'Find-FollowupFix'
        'Find-MergeBaseCandidate'
        'Get-BackportDecision'
        'Get-BackportForecast'
        'Get-MergeBaseCost'
        'Get-MergeForecast'
        'Get-TopicConflict', 'Get-TopicOperation'
        'Get-TopicStatus'
        'Import-FoldupPlan'
        'Import-MergePlan'
        'Import-ReviewFeedback'
        'Invoke-CherryPickBase'
        'Invoke-FoldupPlan'
        'Invoke-MergePlan'
        'Move-TopicSeries'
        'New-FoldupPlan'
        'New-SampleTopicRepository'
        'Resume-TopicOperation'
        'Set-BackportDecision'
        'Test-CherryPickBase'
        'Test-ContentEquivalentMerge'
        'Test-MergeResolution'
        'Undo-FoldupPlan'
        'Undo-TopicOperation'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('git', 'maintainer', 'cherry-pick', 'backport', 'rebase', 'fixup', 'merge', 'kernel', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
