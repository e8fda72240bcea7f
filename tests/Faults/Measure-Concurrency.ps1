# Folds, while others are at the same repository: two folds of one branch at once, and folds while git gc --prune=now, git repack -ad or git commit in a linked
# work tree runs again and again. Says how many rounds end with something lost: neither before nor after, a lock, a missing object, a foreign commit gone.
#   tests/Faults/Measure-Concurrency.ps1 -Module MaintainerTools.psd1 [-Beside folds,gc,repack,commit] [-Rounds 40]
param(
    [Parameter(Mandatory)] [string] $Module,
    [string[]] $Beside = @('folds', 'gc', 'repack', 'commit'),
    [int] $Rounds = 40,
    [string] $Folder = (Join-Path ([System.IO.Path]::GetTempPath()) "beside-$PID"),
    [switch] $Worker
)
$ErrorActionPreference = 'Continue'
. "$PSScriptRoot/Scenarios.ps1"
$Module = (Resolve-Path $Module).Path
Import-Module $Module
$ConfirmPreference, $WarningPreference = 'None', 'SilentlyContinue'
$root = "$Folder/run"
$repo = "$root/repo"

if ($Worker) {
    # A fold for each line that comes in; a line for each that ended.
    while ([System.Console]::In.ReadLine()) {
        $problem = $null
        try {
            $null = New-FoldupPlan -Repository $repo -Topic main -Since base -Fixup main..review -ErrorAction Stop |
                Invoke-FoldupPlan -Repository $repo -UpdateRefs -ErrorAction SilentlyContinue -ErrorVariable problem
            $said = $problem ? $problem[0].FullyQualifiedErrorId -replace ',.*' : 'folded'
        }
        catch { $said = $_.FullyQualifiedErrorId -replace ',.*' }
        [System.Console]::Out.WriteLine($said)
        [System.Console]::Out.Flush()
    }
    return
}

function Start-Fold {
    $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
    if ((Split-Path $start.FileName -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll')) }
    foreach ($word in '-NoProfile', '-File', $PSCommandPath, '-Module', $Module, '-Folder', $Folder, '-Worker') { $start.ArgumentList.Add($word) }
    $start.RedirectStandardInput, $start.RedirectStandardOutput = $true, $true
    [System.Diagnostics.Process]::Start($start)
}

function Reset-Repository {
    # Back to before by git itself; what the folds have kept stays.
    & git -C $repo reset -q --hard $tip
    & git -C "$root/linked" reset -q --hard $inner
}

# What is wrong after a round; nothing where all is as it should be.
function Get-Wrong([string[]] $Said) {
    if (@($Said) -notcontains 'folded' -and $before -ne (Get-ScenarioTips)) { 'moved, and said that nothing was' }
    if (@($Said) -contains 'folded' -and $after -ne (Get-ScenarioTips)) { 'neither before nor after' }
    # What git says of a commit that is gone comes as an error.
    foreach ($tree in $repo, "$root/linked") {
        & git -C $tree status --porcelain 2>&1 | ForEach-Object { "$_" }
        & git -C $tree rev-list --objects --quiet HEAD 2>&1 | ForEach-Object { "$_" }
    }
}

function Get-ScenarioTips { "$(& git -C $repo rev-parse main inner)" }

$failed = $false
foreach ($what in $Beside -split ',') {
    New-Scenario fold $root
    $tip, $inner = & git -C $repo rev-parse main inner
    $before = Get-ScenarioTips
    $workers = @(Start-Fold; if ($what -eq 'folds') { Start-Fold })
    # Once alone: so that it is known what comes after, and the processes are warm.
    $after = ''
    foreach ($process in $workers) {
        $process.StandardInput.WriteLine('fold')
        $null = $process.StandardOutput.ReadLine()
        $after = Get-ScenarioTips
        Reset-Repository
    }
    & git -C $repo worktree add -q -b beside "$root/beside" base
    $command = switch ($what) {
        'gc' { 'git -C "$0/repo" gc -q --prune=now' }
        'repack' { 'git -C "$0/repo" repack -q -a -d' }
        'commit' { 'git -C "$0/beside" commit -q --allow-empty -m more && echo >> "$0/../commits"' }
    }
    $count = [ordered]@{}
    [System.IO.File]::WriteAllText("$Folder/commits", '')
    $loop = $null
    if ($command) {
        [System.IO.File]::WriteAllText("$Folder/go", '')
        $start = [System.Diagnostics.ProcessStartInfo]::new('bash')
        foreach ($word in '-c', "while [ -e `"`$0/../go`" ]; do $command; done 2> /dev/null", $root) { $start.ArgumentList.Add($word) }
        $loop = [System.Diagnostics.Process]::Start($start)
    }
    for ($round = 1; $round -le $Rounds; $round++) {
        foreach ($process in $workers) { $process.StandardInput.WriteLine('fold') }
        $said = @(foreach ($process in $workers) { $process.StandardOutput.ReadLine() })
        $wrong = @(Get-Wrong $said | Where-Object { $_ })
        $kind = $wrong ? 'WRONG' : (($said | Sort-Object) -join ' and ')
        $count[$kind] = 1 + [int]$count[$kind]
        if ($wrong) { $failed = $true; "  $what round $round ($said): $($wrong[0])" }
        Reset-Repository
    }
    Remove-Item "$Folder/go" -ErrorAction Ignore
    if ($loop) { $loop.WaitForExit() }
    foreach ($process in $workers) { $process.StandardInput.Close(); $process.WaitForExit(); $process.Dispose() }
    # While others write, their locks come and go, and git fsck sees what they have half written.
    $left = @(Get-ScenarioLeftover $root | Where-Object { $_ -match '\.lock$' }) + @(Get-ScenarioDamage $root)
    if ($left) { $failed = $true; "  $what`: $($left[0])" }
    if ($what -eq 'commit') {
        $made, $there = (Get-Item "$Folder/commits").Length, [int](& git -C $repo rev-list --count base..beside)
        $count["commits made, $there there"] = $made
        if ($made -ne $there) { $failed = $true }
    }
    "beside ${what}: " + (($count.Keys | ForEach-Object { "$($count[$_]) $_" }) -join ', ')
}
& rm -rf $Folder
exit ($failed ? 1 : 0)
