# The demo of build.ps1: the story on the sample repository, or what the candidates cost in a repository of your own.
[CmdletBinding(DefaultParameterSetName = 'Sample')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Own')] [string] $Repository,
    [Parameter(Mandatory, ParameterSetName = 'Own')] [string] $Since,
    [Parameter(Mandatory, ParameterSetName = 'Own')] [string[]] $Candidate
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../MaintainerTools.psd1"
# What goes into a file or a pipe is plain, and has no width of its own.
$redirected = [System.Console]::IsOutputRedirected
if ($redirected) { $PSStyle.OutputRendering = 'PlainText' }

if ($Repository) {
    # pwsh -File hands A,B over as one word.
    $Candidate = $Candidate.Split(',')
    Get-MergeBaseCost -Repository $Repository -Since $Since -Candidate $Candidate
    return
}

$folder = Join-Path ([System.IO.Path]::GetTempPath()) "maintainer-tools-demo-$PID"
Write-Host "Making the sample repository in $folder."
$null = New-SampleTopicRepository -Path $folder

$story = @(
    'A page-table-isolation series needs a base. What does each candidate cost the backporters?'
    { Get-MergeBaseCost -Since v4.14 -Candidate WIP.x86/pti.base, upstream-base -Upstream linus }
    'The cheap one: upstream history that was there already, and marked picks on top. Is it sound?'
    { $audit = Test-CherryPickBase -Since v4.14 -Base WIP.x86/pti.base -Upstream linus }
    { $audit | Where-Object PairedBy -EQ Marker }
    'The same nine upstream commits, picked again in one command, give the same tree.'
    { $audit | Where-Object PairedBy -EQ Marker | ForEach-Object Source | Invoke-CherryPickBase -Onto WIP.x86/pti.base~9 -Branch my-base }
    { git diff --stat WIP.x86/pti.base my-base; git log -1 --format=%B my-base }
    'Merging upstream into it: naively, and by the version that is content-equivalent.'
    { $naive = Test-ContentEquivalentMerge -Base WIP.x86/pti.base -Upstream linus; "$($naive.Verdict): $($naive.Reason)"; $naive.ConflictPath }
    { $plan = Find-ContentEquivalentMerge -Topic WIP.x86/pti.base -Upstream linus; $plan }
    { $plan.Step }
    { Test-ContentEquivalentMerge -Base WIP.x86/pti.base -Upstream $plan.Step[0].Upstream -Target linus }
    'The topic goes onto the base that was just built: in memory, messages, authors and dates as they are.'
    { $move = Move-TopicSeries -Topic x86/pti -Since WIP.x86/pti.base -Onto my-base -Branch my-pti
        "$($move.Verdict): $($move.Moved) commits, the worst of them $($move.WorstGrade)" }
    { git diff --stat x86/pti my-pti; "on top of: $(git log -1 --format=%s my-pti~40)" }
    'Upstream is merged into the topic by a plan of its own: nothing conflicts where seventeen paths did.'
    { $topicPlan = Find-ContentEquivalentMerge -Topic x86/pti -Since v4.14 -Upstream linus; $topicPlan.Step }
    { $topicPlan | Invoke-MergePlan -Branch pti-merged }
    'Which of the branches conflict with each other, and with upstream, as they stand?'
    { Get-TopicConflict -Topic x86/pti, luto/x86/pti, pti-merged -Target linus -Matrix }
    'The series itself is wanted on an older release as well. What would happen, and what does it need first?'
    { Get-BackportForecast -Commit WIP.x86/pti.base..x86/pti -Target linux-4.9.y -Upstream linus -FindPrerequisite | Where-Object Verdict -NE Clean }
    { $needs = Find-CherryPickPrerequisite -Commit WIP.x86/pti.base..x86/pti -Onto linux-4.9.y -Upstream linus -Symbol | Where-Object Prerequisite; $needs }
    { foreach ($need in $needs) {
            foreach ($i in 0..($need.Prerequisite.Count - 1)) { "$(git log -1 --format='%h %s' $need.Prerequisite[$i])`n    $($need.Reason[$i])" }
        } }
    'Six commits, proved by replay (the last by the name that it brings). Built in one command, each pick marked:'
    { $built = Invoke-CherryPickBase -Onto linux-4.9.y -Branch pti-4.9.y -Commit WIP.x86/pti.base..x86/pti -IncludePrerequisite -Symbol -Upstream linus }
    { $picked = @($built | Where-Object Status -EQ Picked); $needed = @($built | Where-Object NeededBy); $changed = @($built | Where-Object Grade -NE Exact)
        "$($picked.Count) picked, $($needed.Count) of them because others need them, $($changed.Count) otherwise than upstream has them" }
    'The dumps of page tables may stay out of the backport. What else must, and do both parts apply?'
    { $split = Split-TopicSeries x86/pti WIP.x86/pti.base -Optional arch/x86/mm/debug_pagetables.c, arch/x86/mm/dump_pagetables.c
        $split | Format-Table }
    { $split.Commit | Where-Object Part -EQ Along | ForEach-Object Path }
    'The review came by mail. What does it ask for, and of which patch?'
    { $review = Import-ReviewFeedback -Path review.mbox -Topic x86/pti -Since WIP.x86/pti.base; $review }
    'The reviewer has put ten fixups on top of the series, too. Where does everything belong?'
    { $before = git rev-parse x86/pti
        $fold = $review | New-FoldupPlan -Topic x86/pti -Since WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti -CreditTrailer Co-developed-by }
    { $fold.Item }
    { $fold.Unplaced | ForEach-Object { "$($_.File) stays unplaced: $($_.Reason)" } }
    'What becomes of each remark?'
    { $fold.Review | ForEach-Object { "$($_.Kind): $($_.Outcome)" } }
    'Words are no patch: what they may mean waits to be accepted, each with its diff. (Invoke-FoldupPlan -Interactive asks about one after the other.)'
    { $fold.Proposal }
    { $fold.Proposal[1].Diff }
    { $fold.Proposal | ForEach-Object Accept; $rewrite = $fold | Invoke-FoldupPlan -Confirm:$false; $rewrite }
    { $rewrite.Commit }
    'Settled?'
    { $left = git grep pti_setup_espfix64:.%lx x86/pti -- arch/x86/mm/pti.c
        "the leftover pr_err():  $($left ? 'still there' : 'gone from the patch that brought it')" }
    { "the call of pti_init(): added by ""$(git log --reverse --format=%s -S'pti_init();' WIP.x86/pti.base..x86/pti -- init/main.c)""" }
    { "pgtable_64.h:           ""$(git log --format=%s -S'< (PAGE_SIZE / 2)' WIP.x86/pti.base..x86/pti)"" has it right from the start" }
    { "mention 5-level:        ""$(git log --format=%s --grep=5-level WIP.x86/pti.base..x86/pti)"" does" }
    { $old = @(git log --format=%h -S set_percpu_fixmap_ptes WIP.x86/pti.base..x86/pti)
        $new = @(git log --format=%h -G allocate_percpu_fixmap_ptes WIP.x86/pti.base..x86/pti)
        "set_percpu_fixmap_ptes: in $($old.Count) patches; allocate_percpu_fixmap_ptes: in $($new.Count)" }
    'And how did each patch change, patch by patch?'
    { Compare-TopicSeries -Old "WIP.x86/pti.base..$before" -New WIP.x86/pti.base..x86/pti | Where-Object Status -NE Same }
    'The range before and after: nothing lost.'
    { "before $(git rev-list --count WIP.x86/pti.base..$before), after $(git rev-list --count WIP.x86/pti.base..x86/pti)" }
    'What of it has upstream by now, and what would the next pull request hold?'
    { $status = Get-TopicStatus -Topic x86/pti -Since WIP.x86/pti.base -Upstream linus -Target linux-4.9.y; $status | Where-Object State -EQ Upstream }
    'Beside the new name, not a byte differs from what the reviewer had.'
    { git diff --stat luto/x86/pti x86/pti; "the tree is the one that was promised: $($rewrite.Tree -eq $rewrite.ExpectedTree)" }
)

Push-Location $folder
try {
    foreach ($part in $story) {
        Write-Host
        if ($part -is [string]) { Write-Host "== $part"; continue }
        # As one would type it; run here, so that the variables stay.
        Write-Host "PS> $("$part".Trim() -replace '\r?\n {4}', "`n>>")"
        if ($redirected) { . $part | Out-String -Width 120 | Write-Host -NoNewline } else { . $part | Out-Host }
    }
    Write-Host
    Write-Host "The repository is $folder. Look around with git, and remove it when done."
}
finally { Pop-Location }
