# Cuts operations off in every way that can be tried, and says of how many states nobody comes back. Linux, with cc. Run it by PowerShell:
#   tests/Faults/Measure-Faults.ps1 -Module MaintainerTools.psd1 [-Scenario fold,…] -Mode States|Calls|Kills|Inside [-Step 1 [-First 1]]
#       [-Errors ENOSPC,EACCES,FULL] [-Kills 1000] [-Seed 1]
# States: the folder is copied after each call (every third: -Step 3) that changes something in it, which is what a process killed there leaves; in each
#         copy Resume-TopicOperation ends the operation, and in another Undo-TopicOperation; both must give the state before or after, every file compared.
# Calls:  call number k fails, for every k (or every third: -Step 3), with ENOSPC, with EACCES, and (FULL) with ENOSPC for all that takes room from k on.
# Kills:  the process gets SIGKILL at a random moment, and what it left is ended by one of the two cmdlets.
# Every state or call can be walked in several runs: -Step 4 -First 1, then 2, 3 and 4.
# Inside: the same in the midst of the operation, at one of its calls, of as many processes of PowerShell.
param(
    [Parameter(Mandatory)] [string] $Module,
    [string[]] $Scenario,
    [Parameter(Mandatory)] [ValidateSet('States', 'Calls', 'Kills', 'Inside')] [string] $Mode,
    [int] $Kills = 100,
    [int] $Seed = 1,
    [int] $Step = 1,
    [int] $First = 0,
    [string] $Errors = 'ENOSPC,EACCES,FULL',
    [string] $Folder = (Join-Path ([System.IO.Path]::GetTempPath()) "faults-$PID"),
    [switch] $Worker
)
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Scenarios.ps1"
$Module = (Resolve-Path $Module).Path
Import-Module $Module
$ConfirmPreference = 'None'
$WarningPreference = 'SilentlyContinue'
$root, $armed, $states = "$Folder/run", "$Folder/armed", "$Folder/states"
# The library copies every so many; of all of them those are looked at that this run is for.
$copied = $First ? 1 : $Step
$Scenario = $Scenario ? $Scenario -split ',' : @($faultScenarios.Keys)

function Copy-Folder([string] $From, [string] $To) {
    if (Test-Path $To) { & rm -rf $To }
    & cp -a $From $To
}

function Remove-Logs([string] $State) { (($State -split "`n") -notmatch '/logs/') -join "`n" }

# Another process of this script. PowerShell as a .NET tool runs in dotnet.
function New-WorkerStart {
    $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
    if ((Split-Path $start.FileName -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll')) }
    $words = '-NoProfile', '-File', $PSCommandPath, '-Module', $Module, '-Mode', $Mode, '-Folder', $Folder, '-Worker'
    foreach ($word in $words) { $start.ArgumentList.Add($word) }
    $start
}

# Has a scenario performed by the process that has the library in it, under these orders of the library's: kill, fail, errno, full, step. Says what was said
# of it, and leaves in $calls how many calls it came to. There is one such process until an order ends it.
$process, $run = $null, 0
function Invoke-Worker([string] $Name, [string] $Orders = '0 0 0 0 0') {
    if (-not $process) {
        $start = New-WorkerStart
        $variables = @{ LD_PRELOAD = "$Folder/faults.so"; FAULTS_ROOT = $root; FAULTS_ARMED = $armed; FAULTS_COUNT = "$Folder/count"; FAULTS_STATES = $states }
        foreach ($variable in $variables.Keys) { $start.Environment[$variable] = $variables[$variable] }
        $start.RedirectStandardInput, $start.RedirectStandardOutput = $true, $true
        $script:process = [System.Diagnostics.Process]::Start($start)
    }
    [System.IO.File]::Delete("$Folder/count")
    $script:run++
    $process.StandardInput.WriteLine("$Name $run $Orders")
    $said = $process.StandardOutput.ReadLine()
    $script:calls = [System.IO.File]::Exists("$Folder/count") ? [System.IO.FileInfo]::new("$Folder/count").Length : 0
    if ($null -eq $said) { Stop-Worker }
    $said
}

function Stop-Worker {
    if (-not $process) { return }
    $process.StandardInput.Close()
    $process.WaitForExit()
    $process.Dispose()
    $script:process = $null
    [System.IO.File]::Delete($armed)
}

# Runs the scenario's text, with the library armed.
function Invoke-Armed([string] $Name, [string] $Orders = '') {
    # Errors are written, and told apart by their ids.
    $ErrorActionPreference = 'Continue'
    $scenario = $faultScenarios[$Name]
    Push-Location "$root/repo"
    try {
        if ($scenario.Plan) { . ([scriptblock]::Create($scenario.Plan)) }
        $run = [scriptblock]::Create($scenario.Run)
        [System.IO.File]::WriteAllText($armed, $Orders)
        try {
            . $run 2>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } |
                ForEach-Object { $script:lastProblem = "$($_.FullyQualifiedErrorId): $_" }
        }
        finally { [System.IO.File]::Delete($armed) }
    }
    finally { Pop-Location }
}

if ($Worker) {
    # What is started from here need not count.
    $env:LD_PRELOAD = ''
    if ($Mode -eq 'Kills') {
        # Until it is killed.
        $turn = 0
        while ($true) {
            Push-Location "$root/repo"
            [System.IO.File]::WriteAllText("$Folder/ready", '')
            switch (++$turn % 4) {
                1 { $null = New-FoldupPlan -Topic main -Since base -Fixup main..review | Invoke-FoldupPlan -UpdateRefs }
                2 { $null = Undo-TopicOperation }
                3 { $null = Invoke-CherryPickBase -Onto base -Branch picked -Commit base..upstream -Force }
                0 { $null = Undo-TopicOperation }
            }
            Pop-Location
        }
    }
    while ($line = [System.Console]::In.ReadLine()) {
        $name, $orders = $line -split ' ', 2
        $script:lastProblem = ''
        Invoke-Armed $name $orders
        [System.Console]::Out.WriteLine($lastProblem -replace '\s+', ' ')
        [System.Console]::Out.Flush()
    }
    return
}

$null = New-Item $Folder -ItemType Directory -Force
& cc -O1 -shared -fPIC -o "$Folder/faults.so" "$PSScriptRoot/faults.c" -ldl
if ($LASTEXITCODE -ne 0) { throw 'the fault library does not compile' }

# The folder with which a scenario begins, and what is before and after; what was cut off beforehand is killed here, and has the before and after of the
# whole. Where each state is copied, that is done on the way to after.
function Start-Scenario([string] $Name) {
    $cut = $faultScenarios[$Name].CutOff
    New-Scenario ($cut ? $cut : $Name) $root
    Copy-Folder $root "$Folder/start"
    $script:before = Get-ScenarioState $root
    if (Test-Path $states) { & rm -rf $states }
    $null = New-Item $states -ItemType Directory
    $said = Invoke-Worker ($cut ? $cut : $Name) "0 0 0 0 $($Mode -eq 'States' -and -not $cut ? $copied : 0)"
    if ($said) { throw "$Name : $said" }
    $script:after = Get-ScenarioState $root
    if ($before -eq $after) { throw "$Name changes nothing" }
    if (-not $cut) { return }
    Copy-Folder "$Folder/start" $root
    $null = Invoke-Worker $cut "$([int]($calls * $faultScenarios[$Name].Part)) 0 0 0 0"
    Copy-Folder $root "$Folder/start"
    if (-not (Get-TopicOperation -CutOff -Repository "$root/repo")) { throw "$Name begins with nothing cut off" }
    if ($Mode -eq 'States') { $null = Invoke-Worker $Name "0 0 0 0 $copied" }
}

# What a process leaves that is killed after one of its calls, ended by one of the two cmdlets: which way, or WRONG and why.
function Test-State([string] $Name, [string] $State, [string] $Command) {
    Copy-Folder $State $root
    $open = @(Get-TopicOperation -CutOff -Repository "$root/repo" -ErrorAction SilentlyContinue)
    $problem = $null
    if ($open) { $null = & $Command -Repository "$root/repo" -ErrorAction SilentlyContinue -ErrorVariable problem }
    $now = Get-ScenarioState $root
    # One that was carried out is undone as a later operation, which keeps the lines of both in the logs.
    $isUndone = $faultScenarios[$Name].WithoutLogs -or ($open -and $open[0].State -eq 'Done' -and $Command -eq 'Undo-TopicOperation')
    $kind = $now -eq $before ? 'before' : $now -eq $after ? 'after' : 'WRONG'
    if ($isUndone -and $kind -eq 'WRONG') {
        $short = Remove-Logs $now
        $kind = $short -eq (Remove-Logs $before) ? 'before' : $short -eq (Remove-Logs $after) ? 'after' : 'WRONG'
    }
    # A kill before the record is there, or after it has gone, may leave its empty folder: the next operation sweeps it.
    $left = @(Get-ScenarioLeftover $root | Where-Object { $open -or ($_ -match '\.lock$' -and $_ -notmatch '/operations/open/') })
    $left += @(Get-ScenarioDamage $root)
    if ($left) { $kind = 'WRONG' }
    $details = if ($kind -eq 'WRONG') {
        "  $Name state $(Split-Path $State -Leaf): $Command; $($problem | Select-Object -First 1) $($left | Select-Object -First 1)"
        Compare-Object ($before -split "`n") ($now -split "`n") | ForEach-Object { "    $($_.SideIndicator) $($_.InputObject)" } | Select-Object -First 8
    }
    [pscustomobject]@{ Kind = $kind; IsOpen = [bool]$open; Details = $details }
}

# One call that fails, and what comes of it: which way, or WRONG and why.
function Test-Call([string] $Name, [int] $Call, [int] $Errno, [int] $Full) {
    Copy-Folder "$Folder/start" $root
    $said = Invoke-Worker $Name "0 $Call $Errno $Full 0"
    $state = Get-ScenarioState $root
    $open = @(Get-TopicOperation -CutOff -Repository "$root/repo" -ErrorAction SilentlyContinue)
    $told = $said -match '^(OperationCutOff|OperationNotCleared|OperationNotEnded)'
    $problem = $null
    if ($open -and ($told -or $faultScenarios[$Name].CutOff)) {
        $null = Resume-TopicOperation -Repository "$root/repo" -ErrorAction SilentlyContinue -ErrorVariable problem
        $how = 'resumed'
        $state = Get-ScenarioState $root
    }
    else { $how = $state -eq $before ? 'before' : 'after' }
    # Where an emptied folder of its own could not be removed, the next operation sweeps it.
    $left = @(Get-ScenarioLeftover $root | Where-Object { $_ -notmatch '/operations/open/' -or $_ -like '*/operation.json' })
    $left += @(Get-ScenarioDamage $root)
    $same = $faultScenarios[$Name].WithoutLogs ? (Remove-Logs $state) -in (Remove-Logs $before), (Remove-Logs $after) : $state -in $before, $after
    $wrong = -not $same ? 'neither before nor after' : $left ? "left: $($left[0])" : $open -and $how -ne 'resumed' ? 'open without a word' : ''
    # Of what was cut off, before is what undoing it comes to.
    if ($how -eq 'before' -and $state -eq $before -and -not $said -and -not $faultScenarios[$Name].CutOff) { $wrong = 'nothing done without a word' }
    if ($null -eq $said) { $wrong = 'the process ended' }
    if ($wrong) { Copy-Folder $root "$Folder/wrong-$Name-$Errno-$Call" }
    $details = if ($wrong) { "  $Name call $Call, $Errno$($Full ? ' from there on' : ''): $wrong | $said $($problem | Select-Object -First 1)" }
    [pscustomobject]@{ Kind = $wrong ? 'WRONG' : $how; Details = $details }
}

$failed = $false
foreach ($name in $Mode -eq 'Kills' ? @() : $Scenario) {
    $count = [ordered]@{}
    Start-Scenario $name
    if ($Mode -eq 'States') {
        foreach ($state in Get-ChildItem $states -Directory | Sort-Object Name) {
            if ($First -and ([int]$state.Name - $First) % $Step) { continue }
            foreach ($command in 'Resume-TopicOperation', 'Undo-TopicOperation') {
                $found = Test-State $name $state.FullName $command
                $kind = "$($found.Kind) $($found.IsOpen ? "by $command" : 'at once')"
                $count[$kind] = 1 + [int]$count[$kind]
                $found.Details
                if (-not $found.IsOpen) { break }
            }
        }
    }
    elseif ($Mode -eq 'Inside') {
        $last, $random = $calls, [System.Random]::new($Seed)
        for ($i = 1; $i -le $Kills; $i++) {
            $k = $random.Next(1, $last + 1)
            Copy-Folder "$Folder/start" $root
            if ($null -ne (Invoke-Worker $name "$k 0 0 0 0")) { throw "$name was not killed at call $k" }
            Copy-Folder $root "$Folder/killed-$k"
            $found = Test-State $name "$Folder/killed-$k" ($random.Next(2) ? 'Resume-TopicOperation' : 'Undo-TopicOperation')
            $kind = "$($found.Kind) $($found.IsOpen ? 'by a command' : 'at once')"
            $count[$kind] = 1 + [int]$count[$kind]
            $found.Details
            & rm -rf "$Folder/killed-$k"
        }
    }
    else {
        foreach ($failure in $Errors -split ',') {
            $errno, $full = @{ ENOSPC = 28, 0; EACCES = 13, 0; FULL = 28, 1 }[$failure]
            for ($k = [System.Math]::Max(1, $First); ; $k += $Step) {
                $found = Test-Call $name $k $errno $full
                $count[$found.Kind] = 1 + [int]$count[$found.Kind]
                $found.Details
                if ($calls -lt $k) { break }
            }
        }
    }
    if (@($count.Keys) -like 'WRONG*') { $failed = $true }
    "$name`: " + (($count.Keys | ForEach-Object { "$($count[$_]) $_" }) -join ', ')
}
Stop-Worker

if ($Mode -eq 'Kills') {
    New-Scenario foldrefs $root
    $random = [System.Random]::new($Seed)
    $count = [ordered]@{}
    $before = Get-ScenarioState $root
    for ($i = 1; $i -le $Kills; $i++) {
        [System.IO.File]::Delete("$Folder/ready")
        $process = [System.Diagnostics.Process]::Start((New-WorkerStart))
        while (-not [System.IO.File]::Exists("$Folder/ready") -and -not $process.HasExited) { [System.Threading.Thread]::Sleep(5) }
        [System.Threading.Thread]::Sleep($random.Next(20, 1500))
        $process.Kill()
        $process.WaitForExit()
        $process.Dispose()
        $open = @(Get-TopicOperation -CutOff -Repository "$root/repo")
        $kind = 'nothing open'
        if ($open) {
            $command = $random.Next(2) ? 'Resume-TopicOperation' : 'Undo-TopicOperation'
            $kind = "$($open[0].State) $command"
            $problem = $null
            $null = & $command -Repository "$root/repo" -ErrorAction SilentlyContinue -ErrorVariable problem
            if ($problem) { $kind = "WRONG $($problem[0])" }
        }
        $status = @(& git -C "$root/repo" status --porcelain) + @(& git -C "$root/linked" status --porcelain)
        $left = @(Get-ScenarioLeftover $root | Where-Object { $open -or ($_ -match '\.lock$' -and $_ -notmatch '/operations/open/') })
        $left += @(Get-ScenarioDamage $root) + $status
        if ($left) { $kind = "WRONG $($left[0])"; Copy-Folder $root "$Folder/wrong-kill-$i" }
        # Whatever came of it: from the same state again.
        $tip = & git -C "$root/repo" rev-parse main
        $count[$kind] = 1 + [int]$count[$kind]
        if ($kind -like 'WRONG*') { $failed = $true; "  kill $i`: $kind" }
        if ($i % 25 -eq 0 -or $kind -like 'WRONG*') { New-Scenario foldrefs $root }
    }
    "kills: " + (($count.Keys | ForEach-Object { "$($count[$_]) $_" }) -join ', ')
}
& rm -rf $root $states "$Folder/start" "$root.made"
exit ($failed ? 1 : 0)
