# A call of every cmdlet in the sample repository at $sample, which is left as it is: those that write are asked what they would do. Dot-source it in BeforeAll,
# after the import; what the calls need is looked up when they run. tests/Untrusted.Tests.ps1 checks that no cmdlet is left out.
# The files that the calls read, in the folder $kept.
function New-KeptFile {
    New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti | Export-FoldupPlan -Path $kept/plan.json
    Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus | Export-MergePlan -Path $kept/merge.json
    $null = Test-SeriesBisectability -Repository $sample x86/pti x86/pti~2 'true' -ResultPath $kept/results.json
    Export-TopicReport -Repository $sample -Path $kept/report.json -Since v4.14 -Base WIP.x86/pti.base
}

$everyCall = [ordered]@{
    'Compare-TopicSeries'          = { Compare-TopicSeries -Repository $sample WIP.x86/pti.base..x86/pti WIP.x86/pti.base..luto/x86/pti -RemergeDiff }
    'Export-BackportAnnotation'    = { Get-BackportForecast -Repository $sample WIP.x86/pti.base..x86/pti -Target linux-4.9.y |
        Export-BackportAnnotation -Repository $sample -Format GitHub, GitLab -SummaryPath $out/summary.md -WhatIf }
    'Export-BackportMail'          = { Get-BackportForecast -Repository $sample WIP.x86/pti.base..x86/pti -Target linux-4.9.y |
        Export-BackportMail -Repository $sample -Path $out/drafts.mbox -PassThru -WhatIf }
    'Export-FoldupPlan'            = { New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti |
        Export-FoldupPlan -Repository $sample -Path $out/plan.json -WhatIf }
    'Export-MergePlan'             = { Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus | Export-MergePlan -Path $out/merge.json -WhatIf }
    'Export-TopicReport'           = { Export-TopicReport -Repository $sample -Path $out/report.html, $out/report.md, $out/report.json, $out/check.sh `
        -Since v4.14 -Base WIP.x86/pti.base -Topic x86/pti -Upstream linus -Target v4.14, linux-4.9.y -PassThru -WhatIf }
    'Find-AffectedRef'             = { Find-AffectedRef -Repository $sample 'linus^{/Fix kernel_queue_start}' -Target v4.14, linus
        Find-AffectedRef -Repository $sample 'linus^{/Fix kernel_queue_start}' -Summary }
    'Find-BackportCandidate'       = { Find-BackportCandidate -Repository $sample -Target linux-4.9.y, v4.14 -Upstream linus -NoCache }
    'Find-CherryPickPrerequisite'  = { Find-CherryPickPrerequisite -Repository $sample WIP.x86/pti.base..x86/pti -Onto linux-4.9.y -Upstream linus -Symbol }
    'Find-ContentEquivalentMerge'  = { Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus }
    'Find-FollowupFix'             = { Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus -MissingFrom linux-4.9.y -FirstTag -NoCache }
    'Find-MergeBaseCandidate'      = { Find-MergeBaseCandidate -Repository $sample v4.14 x86/pti linus -NoCache }
    'Get-BackportDecision'         = { Get-BackportDecision -Repository $sample -Target linux-4.9.y -Upstream linus }
    'Get-BackportForecast'         = { Get-BackportForecast -Repository $sample WIP.x86/pti.base..x86/pti -Target linux-4.9.y -Upstream linus -FindPrerequisite
        Get-BackportForecast -Repository $sample x86/pti -Target linux-4.9.y, v4.14 -Matrix }
    'Get-MergeBaseCost'            = { Get-MergeBaseCost -Repository $sample v4.14 WIP.x86/pti.base, upstream-base -Upstream linus -NoCache }
    'Get-MergeForecast'            = { Get-MergeForecast -Repository $sample WIP.x86/pti.base linus }
    'Get-TopicConflict'            = { Get-TopicConflict -Repository $sample x86/pti, luto/x86/pti -Target linus }
    'Get-TopicOperation'           = { Get-TopicOperation -Repository $sample }
    'Get-TopicSeriesRule'          = { Get-TopicSeriesRule }
    'Get-TopicStatus'              = { Get-TopicStatus -Repository $sample x86/pti WIP.x86/pti.base linus -Target v4.14, linux-4.9.y }
    'Import-FoldupPlan'            = { Import-FoldupPlan -Repository $sample -Path $kept/plan.json }
    'Import-MergePlan'             = { Import-MergePlan -Path $kept/merge.json }
    'Import-ReviewFeedback'        = { Import-ReviewFeedback -Repository $sample -Path $sample/review.mbox -Topic x86/pti -Since WIP.x86/pti.base }
    'Import-TopicReport'           = { Import-TopicReport -Path $kept/report.json -Since $kept/report.json }
    'Invoke-CherryPickBase'        = { Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch picked -Commit v4.14..upstream-base -WhatIf }
    'Invoke-FoldupPlan'            = { New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti |
        Invoke-FoldupPlan -Repository $sample -PassThru -WhatIf }
    'Invoke-MergePlan'             = { Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus |
        Invoke-MergePlan -Repository $sample -Branch merged -WhatIf }
    'Join-BisectabilityResult'     = { Join-BisectabilityResult -Repository $sample -Path $kept/results.json }
    'Move-TopicSeries'             = { Move-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base upstream-base -WhatIf -PassThru
        Move-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base v4.14 -WhatIf -PassThru }
    'New-FoldupPlan'               = { Import-ReviewFeedback -Repository $sample -Path $sample/review.mbox -Topic x86/pti -Since WIP.x86/pti.base |
        New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base; New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -WorkTree }
    'New-SampleTopicRepository'    = { New-SampleTopicRepository -Path $out/another -WhatIf }
    'New-TopicMessage'             = { New-TopicMessage -Repository $sample CoverLetter x86/pti WIP.x86/pti.base -Patch }
    'Out-TopicGraph'               = { Out-TopicGraph -Repository $sample x86/pti v4.14 linus -Base WIP.x86/pti.base -Target linux-4.9.y -NoColor }
    'Resume-TopicOperation'        = { Resume-TopicOperation -Repository $sample -WhatIf }
    'Set-BackportDecision'         = { Set-BackportDecision -Repository $sample upstream-base linux-4.9.y Denied -WhatIf -PassThru }
    'Split-TopicSeries'            = { Split-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base arch/x86/mm, arch/x86/entry -WhatIf -PassThru }
    'Test-CherryPickBase'          = { Test-CherryPickBase -Repository $sample v4.14 WIP.x86/pti.base linus }
    'Test-ContentEquivalentMerge'  = { Test-ContentEquivalentMerge -Repository $sample -Base WIP.x86/pti.base -Upstream linus }
    'Test-MergeResolution'         = { Test-MergeResolution -Repository $sample v4.14 linus; Test-MergeResolution -Repository $sample v4.14 linus -Plan }
    'Test-SeriesBisectability'     = { Test-SeriesBisectability -Repository $sample x86/pti x86/pti~2 'test -f init/main.c' -Force
        Test-SeriesBisectability -Repository $sample x86/pti WIP.x86/pti.base -AsMatrix GitHub }
    'Test-TopicSeries'             = { Test-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base -Rule *
        Test-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base -Sarif }
    'Undo-FoldupPlan'              = { Undo-FoldupPlan -Repository $sample x86/pti -WhatIf }
    'Undo-TopicOperation'          = { Undo-TopicOperation -Repository $sample -WhatIf }
}
