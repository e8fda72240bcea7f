BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/EveryCmdlet.ps1"
    $calls = $everyCall.Keys | ForEach-Object { @{ name = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    . "$PSScriptRoot/EveryCmdlet.ps1"
    $out = (New-Item (Join-Path $TestDrive 'out') -ItemType Directory).FullName
    $kept = (New-Item (Join-Path $TestDrive 'kept') -ItemType Directory).FullName
    New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti | Export-FoldupPlan -Path $kept/plan.json
    Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus | Export-MergePlan -Path $kept/merge.json
    $null = Test-SeriesBisectability -Repository $sample x86/pti x86/pti~2 'true' -ResultPath $kept/results.json
    # Packs, a commit-graph and a kept index: what is mapped.
    $null = Invoke-Git repack -q -a -d
    $null = Invoke-Git commit-graph write --reachable
    $null = Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus
    $null = Get-MergeBaseCost -Repository $sample v4.14 WIP.x86/pti.base -Upstream linus

    # What this process has mapped or open of the repository. Nothing is collected first: what waits for the collector is held.
    function Get-Held([string] $Path = $sample) {
        @([System.IO.File]::ReadAllLines('/proc/self/maps') -like "*$Path*" -replace '^.*?(?=/)')
        @([System.IO.Directory]::GetFiles('/proc/self/fd') | ForEach-Object { [System.IO.FileInfo]::new($_).LinkTarget } | Where-Object { $_ -like "$Path*" })
    }
}

Describe 'Nothing of the repository stays mapped or open' {
    It 'after <name>' -ForEach $calls {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'looks into /proc' }
        $null = & $everyCall[$name]
        Get-Held | Should -BeNullOrEmpty
    }

    It 'after <call>' -ForEach @(
        @{ call = 'Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus' }
        @{ call = 'Find-MergeBaseCandidate -Repository $sample v4.14 x86/pti linus' }
        @{ call = 'Get-MergeBaseCost -Repository $sample v4.14 WIP.x86/pti.base -Upstream linus' }
        @{ call = 'Get-MergeForecast -Repository $sample nowhere linus -ErrorAction SilentlyContinue' }
        @{ call = 'try { Find-FollowupFix -Repository $sample v4.14..nowhere -Upstream linus -ErrorAction Stop } catch { }' }
        @{ call = 'Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus | Select-Object -First 1' }
        @{ call = 'Get-BackportForecast -Repository $sample WIP.x86/pti.base..x86/pti -Target linux-4.9.y | Select-Object -First 1' }
    ) {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'looks into /proc' }
        $null = & ([scriptblock]::Create($call))
        Get-Held | Should -BeNullOrEmpty
    }

    It 'nor of its submodules' {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'looks into /proc' }
        $module, $super = "$TestDrive/module", "$TestDrive/super"
        function git { & (Get-Command git -CommandType Application)[0] -c user.name=A -c user.email=a@example.com -c protocol.file.allow=always @args }
        git init -q -b main $module
        foreach ($n in 1..3) { git -C $module commit -q --allow-empty -m "$n" }
        git -C $module repack -q -a -d
        git init -q -b main $super
        git -C $super submodule --quiet add $module part 2> $null
        git -C $super/part checkout -q HEAD~2
        git -C $super commit -q -a -m base
        git -C $super checkout -q -b side
        git -C $super/part checkout -q main~1; git -C $super commit -q -a -m side
        git -C $super checkout -q main 2> $null
        git -C $super/part checkout -q main; git -C $super commit -q -a -m main
        $forecast = Get-MergeForecast -Repository $super main side
        $forecast | Should -Not -BeNullOrEmpty
        Get-Held $super | Should -BeNullOrEmpty
    }
}
