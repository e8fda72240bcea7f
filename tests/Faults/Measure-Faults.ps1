# Cuts operations off in every way that can be tried, and says of how many states nobody comes back. Linux, with cc. Run it by PowerShell:
#   tests/Faults/Measure-Faults.ps1 -Module MaintainerTools.psd1 [-Scenario fold,…] -Mode States|Calls|Kills [-Step 1] [-Errors ENOSPC,EACCES,FULL]
#       [-Kills 1000] [-Seed 1]
# States: the folder is copied after each call that changes something in it, which is what a process killed there leaves; in each copy Resume-TopicOperation
#         ends the operation, and in another Undo-TopicOperation; both must give the state before or after, every file compared.
# Calls:  call number k fails, for every k (or every third: -Step 3), with ENOSPC, with EACCES, and (FULL) with ENOSPC for all that takes room from k on.
# Kills:  the process gets SIGKILL at a random moment, and what it left is ended by one of the two cmdlets.
param(
    [Parameter(Mandatory)] [string] $Module,
    [string[]] $Scenario,
    [Parameter(Mandatory)] [ValidateSet('States', 'Calls', 'Kills')] [string] $Mode,
    [int] $Kills = 100,
    [int] $Seed = 1,
    [int] $Step = 1,
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
$Scenario = $Scenario ? $Scenario -split ',' : @($faultScenarios.Keys)

function Copy-Folder([string] $From, [string] $To) {
    if (Test-Path $To) { & rm -rf $To }
    & cp -a $From $To
}

function Remove-Logs([string] $State) { (($State -split "`n") -notmatch '/logs/') -join "`n" }

# Another process of this script. PowerShell as a .NET tool runs in dotnet.
function New-WorkerStart([string] $Name, [string] $Mode) {
    $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
    if ((Split-Path $start.FileName -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll')) }
    $words = '-NoProfile', '-File', $PSCommandPath, '-Module', $Module, '-Scenario', $Name, '-Mode', $Mode, '-Folder', $Folder, '-Step', "$Step",
        '-Errors', $Errors, '-Worker'
    foreach ($word in $words) { $start.ArgumentList.Add($word) }
    $start
}

# Starts a process with the library in it; it says what it did.
function Invoke-Worker([string] $Name, [string] $Mode, [hashtable] $Environment = @{}) {
    $variables = @{ LD_PRELOAD = "$Folder/faults.so"; FAULTS_ROOT = $root; FAULTS_ARMED = $armed; FAULTS_COUNT = "$Folder/count" } + $Environment
    $start = New-WorkerStart $Name $Mode
    foreach ($variable in $variables.Keys) { $start.Environment[$variable] = $variables[$variable] }
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    $process.Dispose()
    $output
}

# Runs the scenario's text, with the library armed.
function Invoke-Armed([string] $Name, [string] $Orders = '') {
    # Errors are written, and told apart by their ids.
    $ErrorActionPreference = 'Continue'
    $scenario = $faultScenarios[$Name]
    $problems = @()
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
    $name = $Scenario[0]
    if ($Mode -eq 'Calls') {
        $before, $after = [System.IO.File]::ReadAllText("$Folder/before"), [System.IO.File]::ReadAllText("$Folder/after")
        $run = 0
        $kinds = @{ ENOSPC = 28, 0; EACCES = 13, 0; FULL = 28, 1 }
        foreach ($failure in $Errors -split ',') {
            $kind = $kinds[$failure]
            for ($k = 1; ; $k += $Step) {
                Copy-Folder "$Folder/start" $root
                [System.IO.File]::Delete("$Folder/count")
                $script:lastProblem = ''
                Invoke-Armed $name "$((++$run)) 0 $k $($kind[0]) $($kind[1])"
                $calls = (Test-Path "$Folder/count") ? (Get-Item "$Folder/count").Length : 0
                $state = Get-ScenarioState $root
                $open = @(Get-TopicOperation -CutOff -Repository "$root/repo" -ErrorAction SilentlyContinue)
                $told = $lastProblem -match '^(OperationCutOff|OperationNotCleared|OperationNotEnded)'
                $problem = $null
                if ($open -and ($told -or $faultScenarios[$name].CutOff)) {
                    $null = Resume-TopicOperation -Repository "$root/repo" -ErrorAction SilentlyContinue -ErrorVariable problem
                    $how = 'resumed'
                    $state = Get-ScenarioState $root
                }
                else { $how = $state -eq $before ? 'before' : 'after' }
                # Where an emptied folder of its own could not be removed, the next operation sweeps it.
                $left = @(Get-ScenarioLeftover $root | Where-Object { $_ -notmatch '/operations/open/' -or $_ -like '*/operation.json' })
                $left += @(Get-ScenarioDamage $root)
                $wrong = $state -notin $before, $after ? 'neither before nor after' : $left ? "left: $($left[0])" :
                    $open -and $how -ne 'resumed' ? 'open without a word' : ''
                if ($how -eq 'before' -and $state -eq $before -and $before -ne $after -and -not $lastProblem) { $wrong = 'nothing done without a word' }
                "$k $($kind[0])$($kind[1] ? '+' : '') $(if ($wrong) { "WRONG $wrong" } else { $how }) | $lastProblem $($problem | Select-Object -First 1)"
                if ($wrong) { Copy-Folder $root "$Folder/wrong-$name-$($kind[0])-$k" }
                if ($calls -lt $k) { break }
            }
        }
    }
    elseif ($Mode -eq 'States') { Invoke-Armed $name; $script:lastProblem }
    else {
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
    return
}

$null = New-Item $Folder -ItemType Directory -Force
& cc -O1 -shared -fPIC -o "$Folder/faults.so" "$PSScriptRoot/faults.c" -ldl
if ($LASTEXITCODE -ne 0) { throw 'the fault library does not compile' }

# The folder with which a scenario begins; what was cut off beforehand is killed here.
function Start-Scenario([string] $Name) {
    $cut = $faultScenarios[$Name].CutOff
    New-Scenario ($cut ? $cut : $Name) $root
    if (-not $cut) { Copy-Folder $root "$Folder/start"; return }
    Copy-Folder $root "$Folder/whole"
    [System.IO.File]::Delete("$Folder/count")
    $null = Invoke-Worker $cut 'States'
    $calls = (Get-Item "$Folder/count").Length
    Copy-Folder "$Folder/whole" $root
    $null = Invoke-Worker $cut 'States' @{ FAULTS_KILL = "$([int]($calls * $faultScenarios[$Name].Part))" }
    [System.IO.File]::Delete($armed)
    Copy-Folder $root "$Folder/start"
    if (-not (Get-TopicOperation -CutOff -Repository "$root/repo")) { throw "$Name begins with nothing cut off" }
}

$failed = $false
foreach ($name in $Scenario) {
    $count = [ordered]@{}
    if ($Mode -eq 'Kills') { break }
    Start-Scenario $name
    if ($faultScenarios[$name].CutOff) {
        # Before and after are those of the operation that was cut off.
        Copy-Folder "$Folder/whole" $root
        $before = Get-ScenarioState $root
        $null = Invoke-Worker $faultScenarios[$name].CutOff 'States'
    }
    else {
        Copy-Folder "$Folder/start" $root
        $before = Get-ScenarioState $root
        $said = Invoke-Worker $name 'States'
        if ($said.Trim()) { throw "$name : $said" }
    }
    $after = Get-ScenarioState $root
    if ($before -eq $after) { throw "$name changes nothing" }
    if ($Mode -eq 'States') {
        Copy-Folder "$Folder/start" $root
        & rm -rf $states; $null = New-Item $states -ItemType Directory
        $null = Invoke-Worker $name 'States' @{ FAULTS_STATES = $states }
        foreach ($state in Get-ChildItem $states -Directory | Sort-Object Name) {
            if ([int]$state.Name % $Step) { continue }
            foreach ($command in 'Resume-TopicOperation', 'Undo-TopicOperation') {
                Copy-Folder $state.FullName $root
                $open = @(Get-TopicOperation -CutOff -Repository "$root/repo" -ErrorAction SilentlyContinue)
                $problem = $null
                if ($open) {
                    $null = & $command -Repository "$root/repo" -ErrorAction SilentlyContinue -ErrorVariable problem
                }
                $now = Get-ScenarioState $root
                # One that was carried out is undone as a later operation, which keeps the lines of both in the logs.
                $isUndone = $faultScenarios[$name].WithoutLogs -or ($open -and $open[0].State -eq 'Done' -and $command -eq 'Undo-TopicOperation')
                $kind = $now -eq $before ? 'before' : $now -eq $after ? 'after' : 'WRONG'
                if ($isUndone -and $kind -eq 'WRONG') {
                    $short = Remove-Logs $now
                    $kind = $short -eq (Remove-Logs $before) ? 'before' : $short -eq (Remove-Logs $after) ? 'after' : 'WRONG'
                }
                # A kill before the record is there, or after it has gone, may leave its empty folder: the next operation sweeps it.
                $left = @(Get-ScenarioLeftover $root | Where-Object { $open -or ($_ -match '\.lock$' -and $_ -notmatch '/operations/open/') })
                $left += @(Get-ScenarioDamage $root)
                if ($left) { $kind = 'WRONG' }
                $isOpen = [bool]$open
                $kind = $isOpen ? "$kind by $command" : "$kind at once"
                $count[$kind] = 1 + [int]$count[$kind]
                if ($kind -like 'WRONG*') {
                    $failed = $true
                    "  $name state $($state.Name): $kind; $($problem | Select-Object -First 1) $($left | Select-Object -First 1)"
                    $compared = Compare-Object ($before -split "`n") ($now -split "`n") | ForEach-Object { "    $($_.SideIndicator) $($_.InputObject)" }
                    $compared | Select-Object -First 8
                }
                if (-not $isOpen) { break }
            }
        }
    }
    else {
        [System.IO.File]::WriteAllText("$Folder/before", $before)
        [System.IO.File]::WriteAllText("$Folder/after", $after)
        foreach ($line in (Invoke-Worker $name 'Calls') -split "`n" | Where-Object { $_ }) {
            $kind = ($line -split ' ', 4)[2] -replace '\|.*'
            $count[$kind] = 1 + [int]$count[$kind]
            if ($line -match ' WRONG ') { $failed = $true; "  $name $line" }
        }
    }
    "$name`: " + (($count.Keys | ForEach-Object { "$($count[$_]) $_" }) -join ', ')
}

if ($Mode -eq 'Kills') {
    New-Scenario foldrefs $root
    $random = [System.Random]::new($Seed)
    $count = [ordered]@{}
    $before = Get-ScenarioState $root
    for ($i = 1; $i -le $Kills; $i++) {
        [System.IO.File]::Delete("$Folder/ready")
        $process = [System.Diagnostics.Process]::Start((New-WorkerStart 'foldrefs' 'Kills'))
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
& rm -rf "$Folder/run" "$Folder/states" "$Folder/start" "$Folder/whole"
exit ($failed ? 1 : 0)
