# What is cut off, and in which repository: for each operation a folder (a repository, linked work trees beside it), the text that plans and the text that
# performs. Dot-source it; New-Scenario makes the folder, always at the same place, for linked work trees name each other by their whole paths.
$env:GIT_CONFIG_NOSYSTEM = '1'
$env:GIT_CONFIG_GLOBAL = '/dev/null'
$env:GIT_AUTHOR_NAME, $env:GIT_AUTHOR_EMAIL = 'A U Thor', 'a@example.com'
$env:GIT_COMMITTER_NAME, $env:GIT_COMMITTER_EMAIL = 'C O Mitter', 'c@example.com'
# With a fixed clock each run makes the same commits.
$env:GIT_COMMITTER_DATE = '@1500000000 +0000'
$env:GIT_AUTHOR_DATE = '@1400000000 +0000'

$allFiles = [System.IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }
$folded = 'New-FoldupPlan -Topic main -Since base -Fixup main..review | Invoke-FoldupPlan -UpdateRefs'
$resolved = '; $null = git -C ../resolve checkout --theirs . 2>&1; git -C ../resolve add -A'
$faultScenarios = [ordered]@{
    fold          = @{ Plan = '$plan = New-FoldupPlan -Topic main -Since base -Fixup main..review'; Run = '$plan | Invoke-FoldupPlan' }
    foldrefs      = @{ Plan = '$plan = New-FoldupPlan -Topic main -Since base -Fixup main..review'; Run = '$plan | Invoke-FoldupPlan -UpdateRefs' }
    worktree      = @{ Edit = $true; Plan = '$plan = New-FoldupPlan -Topic main -Since base -WorkTree'; Run = '$plan | Invoke-FoldupPlan' }
    test          = @{ Plan = '$plan = New-FoldupPlan -Topic main -Since base -Fixup main..review'; Run = '$plan | Invoke-FoldupPlan -Test "test -e f"' }
    undo          = @{ Before = $folded; Run = 'Undo-FoldupPlan -Branch main' }
    undooperation = @{ Before = $folded; Run = 'Undo-TopicOperation' }
    pick          = @{ Run = 'Invoke-CherryPickBase -Onto base -Branch picked -Commit base..upstream' }
    pickforce     = @{ Run = 'Invoke-CherryPickBase -Onto base -Branch main -Commit base..upstream -Force' }
    decide        = @{ Run = 'Set-BackportDecision -Commit upstream,upstream~1 -Target stable -Decision Denied -Because large' }
    merge         = @{ Plan = '$plan = Find-ContentEquivalentMerge -Topic stable -Upstream upstream'; Run = '$plan | Invoke-MergePlan' }
    pickworktree  = @{ Run = 'Invoke-CherryPickBase -Onto stable -Branch picked -Commit upstream,clash,clash2 -KeepOrder -Worktree ../resolve' }
    picknext      = @{
        Before = 'Invoke-CherryPickBase -Onto stable -Branch picked -Commit upstream,clash,clash2 -KeepOrder -Worktree ../resolve' + $resolved
        Run    = 'Invoke-CherryPickBase -Continue'
    }
    pickcontinue  = @{
        Before = 'Invoke-CherryPickBase -Onto stable -Branch picked -Commit upstream,clash -KeepOrder -Worktree ../resolve' + $resolved
        Run    = 'Invoke-CherryPickBase -Continue'
    }
    pickabort     = @{
        Before = 'Invoke-CherryPickBase -Onto stable -Branch picked -Commit upstream,clash -KeepOrder -Worktree ../resolve'
        Run    = 'Invoke-CherryPickBase -Abort'
    }
    move          = @{ Run = 'Move-TopicSeries main base upstream' }
    moverefs      = @{ Run = 'Move-TopicSeries main base upstream -UpdateRefs' }
    movenew       = @{ Run = 'Move-TopicSeries main base upstream -Branch moved' }
    moveworktree  = @{ Run = 'Move-TopicSeries clash2 base stable -Worktree ../resolve' }
    movenext      = @{
        Before = 'Move-TopicSeries clash2 base stable -Worktree ../resolve' + $resolved
        Run    = 'Move-TopicSeries -Continue'
    }
    movecontinue  = @{
        Before = 'Move-TopicSeries clash base stable -Worktree ../resolve' + $resolved
        Run    = 'Move-TopicSeries -Continue'
    }
    moveabort     = @{
        Before = 'Move-TopicSeries clash base stable -Worktree ../resolve'
        Run    = 'Move-TopicSeries -Abort'
    }
    # The beginning of these is a fold that was killed at that part of its calls.
    resume        = @{ CutOff = 'foldrefs'; Part = 0.82; Run = 'Resume-TopicOperation' }
    undocutoff    = @{ CutOff = 'foldrefs'; Part = 0.8; Run = 'Undo-TopicOperation' }
    # All was moved: it is undone by a later operation, which keeps the lines of both in the logs.
    undomoved     = @{ CutOff = 'foldrefs'; Part = 0.92; Run = 'Undo-TopicOperation'; WithoutLogs = $true }
    resumepick    = @{ CutOff = 'pickcontinue'; Part = 0.7; Run = 'Resume-TopicOperation' }
    undopick      = @{ CutOff = 'picknext'; Part = 0.8; Run = 'Undo-TopicOperation' }
    resumemove    = @{ CutOff = 'moverefs'; Part = 0.8; Run = 'Resume-TopicOperation' }
    undomove      = @{ CutOff = 'movenext'; Part = 0.8; Run = 'Undo-TopicOperation' }
}

# A series of two commits with a branch in it that a linked work tree has checked out, a review with files that come, go, become folders, links and programs;
# an upstream line of three, a stable line with one of them picked, and two commits that conflict with it. Half of the refs are packed.
function New-ScenarioRepository([string] $Root) {
    $repo = "$Root/repo"
    $null = New-Item "$repo/dir/sub" -ItemType Directory -Force
    function git { & (Get-Command git -CommandType Application)[0] -C $repo @args }
    function Write-Lines([string] $Name, [object[]] $Line) { Set-Content "$repo/$Name" (($Line -join "`n") + "`n") -NoNewline }
    git init -q -b main --template=
    Write-Lines f (1..9); Write-Lines dir/sub/g 'g'; Write-Lines dir/h 'h'; Write-Lines file 'file'; Write-Lines run 'run'
    git add -A; git commit -q -m base; git tag base
    git checkout -q -b upstream
    Write-Lines u1 (1..9); git add -A; git commit -q -m 'upstream one'
    Write-Lines u2 (1..9); git add -A; git commit -q -m 'upstream two'
    git branch -q picked-from HEAD~1
    Write-Lines u1 (1..8 + 'nine'); git commit -q -a -m 'upstream three'
    git checkout -q -b stable base; git cherry-pick -x picked-from *> $null
    Write-Lines f (1..8 + 'stable'); Write-Lines dir/h 'stable'; git commit -q -a -m 'stable only'
    git checkout -q -b clash base; Write-Lines f (1..8 + 'clash'); Write-Lines new 'new'; git add -A; git commit -q -m clash
    Write-Lines dir/h 'clash'; Write-Lines new2 'new'; git add -A; git commit -q -m clash2; git branch -q clash2; git branch -q -f clash HEAD~1 2> $null
    git checkout -q -B clash2 clash2; git branch -q -f clash HEAD~1
    git checkout -q main; git branch -q -D picked-from; git branch -q -f stable stable
    Write-Lines f (1..5 + 'one' + 6..9); git commit -q -a -m one; git branch -q inner
    Write-Lines f (1..5 + 'one' + 'two' + 6..9); git commit -q -a -m two
    git pack-refs --all
    git checkout -q -b review
    Write-Lines f (1..5 + 'one!' + 'two' + 6..9); git commit -q -a -m 'fixup! one'
    git rm -q -r dir/sub file; $null = New-Item "$repo/file" -ItemType Directory; Write-Lines file/inner 'inner'
    git update-index --chmod=+x run; & chmod +x "$repo/run"; & ln -s f "$repo/link"; Write-Lines more 'more'
    git add -A; git commit -q -m 'fixup! two'
    git checkout -q main
    git worktree add -q "$Root/linked" inner
}

# Makes the folder of a scenario, all but what is killed beforehand.
function New-Scenario([string] $Name, [string] $Root) {
    $scenario = $faultScenarios[$Name]
    & rm -rf $Root
    # Made once, and kept beside it.
    if (-not (Test-Path "$Root.made")) { New-ScenarioRepository $Root; & cp -a $Root "$Root.made" }
    else { & cp -a "$Root.made" $Root }
    if ($scenario.Edit) { Set-Content "$Root/repo/f" ((1..5 + 'one!' + 'two' + 6..9 -join "`n") + "`n") -NoNewline }
    if ($scenario.Before) {
        Push-Location "$Root/repo"
        try { $null = & ([scriptblock]::Create($scenario.Before)) 3> $null } finally { Pop-Location }
    }
}

# Everything that there is to see of such a folder, but for objects that nothing names and the operations' own records: refs, what is staged, each file of
# each work tree and of git's own folder; with the times in the names of backups, and in the files that have them in their content, left out.
function Get-ScenarioState([string] $Root) {
    $state = [System.Collections.Generic.List[string]]::new()
    # What a backup names differs by the time in it.
    $refs = @(& git -C "$Root/repo" for-each-ref '--format=%(objectname) %(refname)') -replace '^\w+ refs/maintainer-tools', 'refs/maintainer-tools'
    $state.AddRange([string[]]@($refs))
    foreach ($folder in Get-ChildItem $Root -Directory -Force | Sort-Object Name) {
        $state.Add("-- $($folder.Name)")
        if (-not (Test-Path "$folder/.git")) { continue }
        $status = & git -C $folder status --porcelain=v2 --branch 2>&1 | ForEach-Object { "$($folder.Name) $_" }
        $state.AddRange([string[]]@($status))
    }
    $own = "$Root/repo/.git/"
    foreach ($file in [System.IO.Directory]::EnumerateFiles($Root, '*', $allFiles)) {
        $name = $file.Substring($Root.Length)
        if ($file.StartsWith("${own}objects/") -or $file.StartsWith("${own}maintainer-tools/")) { continue }
        if ($file -match '/index$|/(COMMIT_EDITMSG|ORIG_HEAD)$|/packed-refs$') { continue }
        if ($file.StartsWith("${own}refs/") -and $file -notlike "*.lock") { continue }
        $info = [System.IO.FileInfo]::new($file)
        $content = $info.LinkTarget ? "-> $($info.LinkTarget)" : [System.IO.File]::ReadAllText($file)
        # Undoing writes a line of its own into the log, as git does.
        if ($file.StartsWith($own) -and $file -match '/logs/') { $content = $content -replace '\d{8}T\d{6}Z(-\d+)?', 'T' }
        $hash = [System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($content))
        $state.Add("$name $($info.UnixFileMode) $([System.Convert]::ToHexString($hash))")
    }
    ($state -replace '\d{8}T\d{6}Z(-\d+)?', 'T' | Sort-Object) -join "`n"
}

# What a process that was cut off must not leave behind once the operation is ended.
function Get-ScenarioLeftover([string] $Root) {
    @([System.IO.Directory]::EnumerateFileSystemEntries($Root, '*', $allFiles) |
            Where-Object { $_ -match '\.lock$|/tmp_|/pack_git2|/operations/open/|/\.maintainer-tools-' -and $_ -notmatch '/operations/open/[^/]*/held$' })
}

function Get-ScenarioDamage([string] $Root) {
    @(& git -C "$Root/repo" fsck --strict 2>&1 | Where-Object { "$_" -match '^(error|fatal|missing|broken|bad)' })
}
